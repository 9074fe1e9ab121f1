// Reads what the scanners of tools/scan.sh wrote, compares it with accepted.txt and prints a table. Exit 1 where a
// finding above informational is not explained, or an explanation explains nothing any more.
import {existsSync, readFileSync, readdirSync} from "node:fs"

const [dir, acceptedFile] = process.argv.slice(2)
const read = name => existsSync(`${dir}/${name}`) ? readFileSync(`${dir}/${name}`, "utf8") : null
const json = name => { const text = read(name); return text ? JSON.parse(text) : null }
const lines = text => (text ?? "").split("\n").filter(line => line.trim() !== "")

const findings = [] // {tool, what}
const add = (tool, what) => { if (!findings.some(f => f.tool === tool && f.what === what)) findings.push({tool, what}) }

for (const i of json("gosec.json")?.Issues ?? []) {
	add("gosec", `${i.rule_id} ${i.file.replace(/^.*?\/((?:cmd|internal|packs)\/)/, "$1")}: ${i.details}`)
}
for (const chunk of (read("govulncheck.json") ?? "").split(/\n(?=\{)/)) {
	if (chunk.trim() === "") continue
	const {finding} = JSON.parse(chunk)
	if (finding?.trace?.[0]?.function) add("govulncheck", finding.osv)
}
for (const l of json("gitleaks.json") ?? []) add("gitleaks", `${l.RuleID} ${l.File}`)
for (const l of lines(read("listen.txt"))) add("ss and file modes", `listens on ${l}`)
for (const l of lines(read("modes.txt"))) add("ss and file modes", `mode ${l}`)
for (const r of json("ffuf.json")?.results ?? []) {
	if (!/^\/signin(\?|$)/.test(r.redirectlocation)) add("ffuf", `${r.status} /${r.input.FUZZ}`)
}
for (const name of readdirSync(dir).filter(n => n.startsWith("wapiti-"))) {
	if (!name.endsWith(".json")) continue
	const report = json(name)
	for (const kind of ["vulnerabilities", "anomalies"]) {
		for (const [title, found] of Object.entries(report[kind] ?? {})) {
			for (const f of found) add("wapiti", `${name.slice(7, -5)}: ${title}: ${f.method} ${f.path} ${f.parameter ?? ""}: ${f.info}`)
		}
	}
}
for (const name of readdirSync(dir).filter(n => n.startsWith("guard-"))) {
	for (const l of lines(read(name))) {
		if (l.startsWith("5xx ")) add("wapiti", l.replace(/[0-9a-f]{16,}/g, "ID"))
	}
}
for (const f of json("spectral.json") ?? []) {
	if (f.severity < 2) add("spectral", `${f.code} ${f.path.join(".")}: ${f.message}`) // 0 error, 1 warning
}
for (const l of lines(read("sqlmap.txt"))) {
	if (/(is vulnerable|appears to be .*injectable|identified the following injection)/.test(l)) add("sqlmap", l)
}
const slow = read("slowhttp.txt")
if (slow && !slow.startsWith("0 of")) add("slowhttptest", `unanswered: ${slow.trim()}`)
if (read("panics.txt") && !read("panics.txt").startsWith("0")) add("the program", "panicked under the scanners")
for (const f of json("testssl.json") ?? []) {
	if (["LOW", "MEDIUM", "HIGH", "CRITICAL", "WARN"].includes(f.severity)) add("testssl", `${f.id}: ${f.finding}`)
}

// accepted.txt: TOOL | regular expression over the finding | reason
const accepted = lines(readFileSync(acceptedFile, "utf8")).filter(l => !l.startsWith("#")).map(line => {
	const [tool, pattern, reason] = line.split(" | ")
	if (!reason) throw new Error(`accepted.txt: ${line} gives no reason`)
	return {tool, pattern: new RegExp(pattern), reason, used: false}
})
let bad = 0
const count = {}
for (const f of findings) {
	const why = accepted.find(a => a.tool === f.tool && a.pattern.test(f.what))
	count[f.tool] ??= {explained: 0, open: 0}
	if (why) { why.used = true; count[f.tool].explained++ } else { count[f.tool].open++; bad++; console.log(`NOT EXPLAINED  ${f.tool}: ${f.what}`) }
}
const ran = lines(read("ran.tsv")).map(line => line.split("\t"))
for (const a of accepted) {
	if (!a.used && ran.some(([tool]) => tool === a.tool)) { bad++; console.log(`EXPLAINS NOTHING  ${a.tool} | ${a.pattern.source}`) }
}
for (const line of lines(read("failed.tsv"))) { bad++; console.log(`DID NOT RUN THROUGH  ${line.replace("\t", ": ")}`) }
console.log("\n| scanner | version | findings | explained | open |\n| --- | --- | --- | --- | --- |")
for (const [tool, version] of ran) {
	const c = count[tool] ?? {explained: 0, open: 0}
	console.log(`| ${tool} | ${version} | ${c.explained + c.open} | ${c.explained} | ${c.open} |`)
}
for (const line of lines(read("wapiti.counts"))) {
	const [role, pages, requests] = line.split(" ")
	console.log(`wapiti as ${role}: ${pages} addresses and forms, ${requests} requests.`)
}
const urls = lines(read("sqlmap.urls")).length
if (urls) console.log(`\nsqlmap tried ${urls} addresses; slow clients left ${slow?.trim() ?? "-"} health checks unanswered.`)
process.exit(bad > 0 ? 1 : 0)
