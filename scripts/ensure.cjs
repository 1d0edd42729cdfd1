// Runs before `npm start`, `npm test` and `npm run check` on whatever Node the machine has (18 or later), so plain JavaScript without packages.
// Installs exactly what package-lock.json says when that has not been done yet; the next script then finds the pinned Node in node_modules/.bin.
'use strict';
const { spawnSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { LINK, PROGRAM } = require('./pinned-node.cjs');

const ROOT = path.resolve(__dirname, '..');
const STAMP = path.join(ROOT, 'node_modules', '.install-stamp');
// Beside node_modules, not in it: `npm ci` empties that folder.
const LOCK = path.join(ROOT, '.install-lock');

const wanted = createHash('sha256').update(fs.readFileSync(path.join(ROOT, 'package-lock.json'))).update(`${process.platform} ${process.arch}`).digest('hex');

const installed = () => {
  try {
    return fs.readFileSync(STAMP, 'utf8') === wanted && fs.existsSync(LINK);
  } catch {
    return false;
  }
};

const fail = (sentence) => {
  console.error(sentence);
  process.exit(1);
};

const sleep = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

/** True when the process that made the lock is gone, or died before it could sign it. */
function abandoned() {
  try {
    const pid = Number(fs.readFileSync(path.join(LOCK, 'pid'), 'utf8'));
    if (!pid) return Date.now() - fs.statSync(LOCK).mtimeMs > 10_000;
    process.kill(pid, 0);
    return false;
  } catch (error) {
    if (error.code === 'ESRCH') return true;
    if (error.code !== 'ENOENT') return false;
    return fs.existsSync(LOCK) && Date.now() - fs.statSync(LOCK).mtimeMs > 10_000;
  }
}

/** Two of these hooks may race on a fresh clone: making a folder succeeds for one of them only. */
function takeLock() {
  let said = false;
  for (;;) {
    try {
      fs.mkdirSync(LOCK);
      fs.writeFileSync(path.join(LOCK, 'pid'), String(process.pid));
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') fail(`The packages cannot be installed: ${ROOT} is not writable for this user (${error.code}).`);
    }
    if (abandoned()) {
      fs.rmSync(LOCK, { recursive: true, force: true });
      continue;
    }
    if (!said) console.error('Another command is installing the packages; waiting for it.');
    said = true;
    sleep(200);
  }
}

function install() {
  console.error('Installing the packages that package-lock.json names (npm ci). The first time this takes about half a minute.');
  const { npm_execpath: npm, npm_node_execpath: node } = process.env;
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const done = npm
    ? spawnSync(node || process.execPath, [npm, ...args], { cwd: ROOT, stdio: ['ignore', 2, 2] })
    : spawnSync('npm', args, { cwd: ROOT, stdio: ['ignore', 2, 2], shell: true });
  if (done.status !== 0) return `The packages could not be installed (npm ci ended with ${done.status ?? done.signal}): the lines above say why. No network and a full disk are the usual reasons.`;
  if (!PROGRAM || !fs.existsSync(PROGRAM)) return `There is no Node 26 among the packages for ${process.platform}-${process.arch}: Chairside runs on linux-x64, linux-arm64 and darwin-arm64.`;
  if (!fs.existsSync(LINK)) {
    fs.rmSync(LINK, { force: true });
    fs.chmodSync(PROGRAM, 0o755);
    fs.symlinkSync(path.relative(path.dirname(LINK), PROGRAM), LINK);
  }
  fs.writeFileSync(STAMP, wanted);
  console.error('Packages installed.');
  return null;
}

if (!installed()) {
  takeLock();
  let problem = null;
  try {
    if (!installed()) problem = install();
  } finally {
    fs.rmSync(LOCK, { recursive: true, force: true });
  }
  if (problem) fail(problem);
}
