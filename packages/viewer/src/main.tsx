import { render } from 'preact'
import { Page } from './page.tsx'
import { applyTheme } from './theme.ts'

applyTheme()
render(<Page />, document.getElementById('page') as HTMLElement)
