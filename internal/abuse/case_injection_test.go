package abuse

var injectionCases = []abuseCase{}
