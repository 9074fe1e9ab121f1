package abuse

var sessionCases = []abuseCase{}
