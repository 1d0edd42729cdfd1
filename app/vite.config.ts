// Builds the screens. The service worker is written last, because it must name every file of the build: a Chair opened before works without the network.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const PUBLIC_FILES = readdirSync(path.join(import.meta.dirname, 'public')).map((name) => `/${name}`)

function offlineShell(): Plugin {
  return {
    name: 'offline-shell',
    enforce: 'post',
    apply: 'build',
    // After everything is on the disk: Vite takes chunks that were only styles out again, and one name without its file would keep the worker from ever being installed.
    writeBundle({ dir }) {
      const folder = dir!
      const files = ['/', ...readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => `/${name.replaceAll(path.sep, '/')}`).filter((name) => name.startsWith('/assets/') ? /\.[a-z0-9]+$/.test(name) : PUBLIC_FILES.includes(name))].sort()
      const worker = readFileSync(path.join(import.meta.dirname, 'sync/service-worker.js'), 'utf8')
      const version = createHash('sha256').update(worker).update(files.join('\n')).update(readFileSync(path.join(folder, 'index.html'))).digest('hex').slice(0, 12)
      writeFileSync(path.join(folder, 'sw.js'), `const VERSION = '${version}'\nconst FILES = ${JSON.stringify(files)}\n${worker}`)
    },
  }
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), offlineShell()],
  build: { outDir: 'dist', emptyOutDir: true, manifest: true, target: 'es2023', chunkSizeWarningLimit: 600,
    // Core and the parts of the screens do nothing when they are only imported: each screen gets what it uses of them, and no more.
    rolldownOptions: { treeshake: { moduleSideEffects: (id) => !/\/core\/[a-z]+\/|\/app\/ui\/[a-z-]+\.tsx?$/.test(id) || id.includes('node_modules') } } },
  // The server compares Origin with Host, so the browser's Host goes through unchanged.
  server: { proxy: { '/api': { target: process.env['CHAIRSIDE_API'] ?? 'http://127.0.0.1:8080', changeOrigin: false } } },
})
