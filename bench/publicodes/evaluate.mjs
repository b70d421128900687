// Reads {rules, situation, names, runs} from standard input; writes the seconds of every run over
// all named rules, and what the last one found: true, false, or null where publicodes does not know.
import { readFileSync } from 'node:fs'
import Engine from 'publicodes'

const { rules, situation, names, runs } = JSON.parse(readFileSync(0, 'utf8'))
const silent = { log() {}, warn() {}, error(said) { throw new Error(said) } }
const began = performance.now()
const engine = new Engine(rules, { logger: silent })
const parsed = engine.getParsedRules()
const nodes = names.map((name) => parsed[name])
const parsedIn = (performance.now() - began) / 1000

const seconds = []
let found = []
for (let run = 0; run <= runs; run++) {
  engine.setSituation(situation) // forgets what was evaluated; not timed, for our facts are read too
  const start = performance.now()
  // Not `evaluate(name)`: that parses the name anew, and would take many times as long.
  found = nodes.map((node) => engine.evaluateNode(node).nodeValue)
  if (run > 0) seconds.push((performance.now() - start) / 1000)
}
const verdicts = found.map((value) => (typeof value === 'boolean' ? value : null))
process.stdout.write(JSON.stringify({ parsedIn, seconds, verdicts }))
