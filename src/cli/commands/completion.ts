/** `tattletrail completion`. */
import { defineCommand } from '../command.ts'
import { SCRIPTS } from '../completion.ts'
import { oneOf } from '../kinds.ts'

export const completion = defineCommand({
  name: 'completion',
  summary: 'print a completion script for your shell',
  args: [{ takes: oneOf('shell', Object.keys(SCRIPTS) as (keyof typeof SCRIPTS)[]), about: 'which shell' }],
  options: {},
  examples: [
    'tattletrail completion bash > ~/.local/share/bash-completion/completions/tattletrail',
    ['source <(tattletrail completion zsh)', 'in ~/.zshrc'],
    'tattletrail completion fish > ~/.config/fish/completions/tattletrail.fish',
  ],
  exitCodes: { 0: 'done', 2: 'bad usage' },
  run: async ([shell]) => {
    process.stdout.write(SCRIPTS[shell])
    return 0
  },
})
