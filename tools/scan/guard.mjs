// A proxy between a scanner and the demonstration, on a free loopback port which it prints. It passes requests to that
// one origin and to no other, and keeps the scanner from ending the session that it scans with. What the program
// answered with a fault of its own, and what the scanner asked of others, goes to a file: "5xx STATUS METHOD PATH",
// "elsewhere ORIGIN". At the end, asked with SIGTERM, the number of requests that were passed: "passed N".
//
//   node tools/scan/guard.mjs ORIGIN FILE
import http from "node:http"
import {appendFileSync} from "node:fs"

const [origin, file] = process.argv.slice(2)
const target = new URL(origin)
const note = line => appendFileSync(file, line + "\n")
const ending = /^\/(signout|me\/sessions\/|me\/sign-in\/|accounts\/[^/]+\/(close|end-sessions))/
let passed = 0

const server = http.createServer((request, response) => {
	const refuse = () => { request.resume(); response.writeHead(403).end() }
	let url
	try { url = new URL(request.url, origin) } catch { return refuse() }
	if (url.origin !== target.origin) { note(`elsewhere ${url.origin}`); return refuse() }
	if (request.method !== "GET" && ending.test(url.pathname)) return refuse()
	passed++
	// The address goes on as it was written: a parser would take out what the scanner put in.
	const path = request.url.startsWith(target.origin) ? request.url.slice(target.origin.length) || "/" : request.url
	let onward
	try {
		onward = http.request({host: target.hostname, port: target.port, method: request.method, path, headers: request.headers}, answer => {
			if (answer.statusCode >= 500) note(`5xx ${answer.statusCode} ${request.method} ${url.pathname}`)
			response.writeHead(answer.statusCode, answer.headers)
			answer.pipe(response)
		})
	} catch { return refuse() } // characters that no request may carry
	onward.on("error", () => { response.headersSent ? response.destroy() : response.writeHead(502).end() })
	request.pipe(onward)
})
server.on("connect", (request, socket) => { note(`elsewhere ${request.url}`); socket.end("HTTP/1.1 403 Forbidden\r\n\r\n") })
server.listen(0, "127.0.0.1", () => console.log(server.address().port))
process.on("SIGTERM", () => { note(`passed ${passed}`); process.exit(0) })
