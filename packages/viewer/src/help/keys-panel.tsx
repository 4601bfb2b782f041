import { help } from './help-state.ts'
import { SidePanel } from './side-panel.tsx'

const keys: readonly [keys: string[], does: string][] = [
  [['↑', '↓'], 'the record before, the record after'],
  [['PageUp', 'PageDown'], 'a screenful of records'],
  [['Home', 'End'], 'the first record, the newest record'],
  [['/'], 'write in the filter'],
  [['p'], 'hold the picture still; records keep coming in'],
  [['s'], 'open or close the states'],
  [['Esc'], 'clear the filter, leave the selection'],
  [['Tab'], 'to the next control'],
  [['?'], 'these keys'],
]

export function KeysPanel() {
  return (
    <SidePanel isOpen={help.value?.panel === 'keys'} title="Keys">
      <dl class="keys">
        {keys.map(([names, does]) => (
          <div key={does}>
            <dt>
              {names.map((name) => (
                <kbd key={name}>{name}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <p class="soft">
        Arrow keys work while the record list, the ladder, the states or the bytes have the focus.
      </p>
    </SidePanel>
  )
}
