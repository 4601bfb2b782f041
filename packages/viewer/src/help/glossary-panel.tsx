import { useEffect, useRef } from 'preact/hooks'
import { glossary, rfcAddress, type Term } from './glossary.ts'
import { help } from './help-state.ts'
import { SidePanel } from './side-panel.tsx'

export function GlossaryPanel() {
  const open = help.value
  return (
    <SidePanel isOpen={open?.panel === 'glossary'} title="Glossary">
      <dl class="glossary">
        {glossary.map((term) => (
          <Entry key={term.name} term={term} isAsked={term.name === open?.term} />
        ))}
      </dl>
    </SidePanel>
  )
}

function Entry({ term, isAsked }: { term: Term; isAsked: boolean }) {
  const entry = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (isAsked) entry.current?.scrollIntoView({ block: 'center' })
  }, [isAsked])
  return (
    <div ref={entry} class={isAsked ? 'marked' : undefined}>
      <dt>
        {term.name}
        {term.also && <span class="soft"> {term.also.join(', ')}</span>}
      </dt>
      <dd>
        {term.means} {term.rfc && <RfcLink rfc={term.rfc} />}
      </dd>
    </div>
  )
}

function RfcLink({ rfc }: { rfc: string }) {
  return (
    <a href={rfcAddress(rfc)} target="_blank" rel="noreferrer noopener">
      {rfc}
    </a>
  )
}
