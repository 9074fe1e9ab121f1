package abuse

var serviceCases = []abuseCase{}
