/** The README of an edition: what is there, and the commands. `paths` are the edition's files. */
export function editionReadme(paths: readonly string[], withSolutions: boolean): string {
  const exercises = paths.filter((path) => /^labs\/[^/]+\/exercises\/[^/]+\.ts$/.test(path))
  const labs = [...new Set(exercises.map((path) => path.split('/')[1] as string))]
  const first = labs[0] ?? '<lab>'
  const solutions = withSolutions
    ? `\`labs/<lab>/solutions/\` holds what we wrote. Write yours first: \`pnpm grade\` names our file once yours has passed.`
    : 'Solutions are not part of this edition.'
  return `# Socket Labs

Hands-on labs on sockets and TCP. You press Run, real sockets open on your own machine, and you see what
they do while they do it.

You need Node 20.19 or newer, and nothing else. Linux and macOS; on Windows use WSL.

\`\`\`sh
npx -y pnpm@12.21.0 start   # installs what is missing, then opens the page with the labs
npx -y pnpm@12.21.0 test    # a short check that everything is as it was handed out
\`\`\`

With pnpm 12 installed, \`pnpm start\` and \`pnpm test\` do the same.

## Commands

| command | does |
| --- | --- |
| \`pnpm start\` | the page: run experiments, watch them live, open earlier runs |
| \`pnpm lab\` | the labs and their experiments; what follows a lab's name runs one |
| \`pnpm notebook ${first}\` | the lab's notebook in Jupyter: predict, run, look, explain |
| \`pnpm grade ${first}\` | tells what your code for the exercises did, and why that is wrong |
| \`pnpm grade ${first} --watch\` | the same again whenever you save |
| \`pnpm hint <exercise>\` | the next of three hints |
| \`pnpm reset <exercise>\` | the exercise as it was handed out; yours is kept in \`.mine/\` |

Every command has \`--help\`.

## Exercises

You edit the files in \`labs/<lab>/exercises/\`; the comment above each stub is the assignment.

${labs.map((lab) => listLab(lab, exercises)).join('\n')}

${solutions}

## When this course is updated

Your teacher can update this folder. Whatever you changed in \`exercises/\`, \`src/\` and \`notebooks/\` stays as
it is; where we changed the same file too, ours is put beside it with the ending \`.new\`. What else you changed
has to make way, and is kept in \`.mine/\`.

A run is a folder in \`.runs\`; it holds the bytes that went over your sockets, so look before you share one.
`
}

function listLab(lab: string, exercises: readonly string[]): string {
  const names = exercises
    .filter((path) => path.split('/')[1] === lab)
    .map((path) => `\`${path.split('/').at(-1)?.replace(/\.ts$/, '')}\``)
  return `- \`${lab}\`: ${names.join(', ')}`
}
