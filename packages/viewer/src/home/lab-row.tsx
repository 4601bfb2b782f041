import type { LabListing } from '@socket-labs/trace'
import { Experiment } from './experiment.tsx'

/** One lab: its title and progress at the left, its question and experiments at the right. */
export function LabRow({ lab, held }: { lab: LabListing; held: Set<string> }) {
  return (
    <article class={lab.built ? 'lab' : 'lab lab-planned'}>
      <div class="lab-side">
        <h2>{lab.title}</h2>
        <Progress lab={lab} held={held} />
      </div>
      <div class="lab-main">
        <p class="lab-question">{lab.question}</p>
        {lab.scenarios.length > 0 && (
          <ul class="experiments">
            {lab.scenarios.map((scenario) => (
              <Experiment key={scenario.id} lab={lab.id} scenario={scenario} held={held} />
            ))}
          </ul>
        )}
        {lab.built && lab.scenarios.length === 0 && (
          <p class="soft">This lab has no experiment yet.</p>
        )}
      </div>
    </article>
  )
}

function Progress({ lab, held }: { lab: LabListing; held: Set<string> }) {
  if (!lab.built) return <p class="soft">not built yet</p>
  const ids = new Set(lab.scenarios.flatMap((scenario) => scenario.facts.map((fact) => fact.id)))
  const seen = [...ids].filter((id) => held.has(id)).length
  return (
    <p class="soft progress">
      <span class="progress-bar" aria-hidden="true">
        <span style={{ width: `${ids.size ? (seen / ids.size) * 100 : 0}%` }} />
      </span>
      {seen} of {ids.size} facts seen to hold
    </p>
  )
}
