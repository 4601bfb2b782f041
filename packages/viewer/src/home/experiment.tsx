import { useSignal } from '@preact/signals'
import type { FactListing, ScenarioListing } from '@socket-labs/trace'
import { Prose } from '../help/prose.tsx'
import { starting, startRun } from './home-state.ts'

interface Props {
  lab: string
  scenario: ScenarioListing
  held: Set<string>
}

/** One experiment: its question, the facts it shows, and Run, or why it cannot run here. */
export function Experiment({ lab, scenario, held }: Props) {
  const openFact = useSignal('')
  const canRun = scenario.missing.length === 0
  const shown = scenario.facts.find((fact) => fact.id === openFact.value)
  return (
    <li class="experiment">
      <div class="experiment-text">
        <p>{scenario.question}</p>
        <p class="experiment-facts">
          <span class="mono soft">{scenario.id}</span>
          {scenario.facts.map((fact) => (
            <FactId
              key={fact.id}
              fact={fact}
              isHeld={held.has(fact.id)}
              isOpen={fact.id === openFact.value}
              onToggle={() => {
                openFact.value = openFact.value === fact.id ? '' : fact.id
              }}
            />
          ))}
        </p>
        {scenario.openEnded && <p class="soft">Runs until you stop it.</p>}
        {shown && <FactText fact={shown} />}
        {!canRun && <Missing scenario={scenario} />}
      </div>
      {canRun && <RunButton lab={lab} scenario={scenario} />}
    </li>
  )
}

function RunButton({ lab, scenario }: { lab: string; scenario: ScenarioListing }) {
  const isStarting = starting.value === `${lab}/${scenario.id}`
  return (
    <button
      type="button"
      class="run-button"
      aria-label={`Run ${scenario.id}`}
      disabled={starting.value !== ''}
      onClick={() => void startRun(lab, scenario.id)}
    >
      {isStarting ? 'Starting …' : 'Run'}
    </button>
  )
}

interface FactIdProps {
  fact: FactListing
  isHeld: boolean
  isOpen: boolean
  onToggle(): void
}

function FactId({ fact, isHeld, isOpen, onToggle }: FactIdProps) {
  return (
    <button type="button" class="fact-id mono" aria-expanded={isOpen} onClick={onToggle}>
      {isHeld && (
        <span class="held" role="img" aria-label="held in an earlier run">
          ✓
        </span>
      )}
      {fact.id}
      {fact.corrects && (
        <span class="corrects" role="img" aria-label="corrects a common belief">
          ⚠
        </span>
      )}
    </button>
  )
}

function FactText({ fact }: { fact: FactListing }) {
  return (
    <p class="fact-text">
      <Prose text={fact.text} />
      {fact.corrects && <span class="soft"> ⚠ This corrects a common belief.</span>}
    </p>
  )
}

function Missing({ scenario }: { scenario: ScenarioListing }) {
  return (
    <ul class="missing">
      {scenario.missing.map((one) => (
        <li key={one.capability}>
          Cannot run here: <strong>{one.capability}</strong> is missing ({one.why}). {one.enable}
        </li>
      ))}
    </ul>
  )
}
