// `npm run dev`: the server, started again when its sources change, and the screens with instant reload on their own port.
import { spawn } from 'node:child_process'
import path from 'node:path'

const ROOT = path.resolve(import.meta.dirname, '..')
const children = [
  spawn(process.execPath, ['--watch-path=server', '--watch-path=core', '--watch-preserve-output', 'scripts/start.ts', ...process.argv.slice(2)], { cwd: ROOT, stdio: 'inherit' }),
  spawn(path.join(ROOT, 'node_modules', '.bin', 'vite'), ['app', '--port', '5173', '--strictPort'], { cwd: ROOT, stdio: 'inherit' }),
]
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => children.forEach((child) => child.kill(signal)))
for (const child of children) child.once('exit', () => children.forEach((other) => other.kill('SIGTERM')))
