#!/usr/bin/env node
// The program behind `npx chairside`. Plain JavaScript, because an older Node must be able to read it: it then hands over to the pinned one.
'use strict';
const path = require('node:path');

const main = path.join(__dirname, 'chairside.ts');
if (Number(process.versions.node.split('.')[0]) >= 26) {
  // Compiled code is kept between runs, in the user's own cache.
  require('node:module').enableCompileCache?.();
  void import(main);
} else {
  const fs = require('node:fs');
  const { spawn } = require('node:child_process');
  // The link in node_modules/.bin may lead here from a workspace: start from where this file really is.
  const { PROGRAM: pinned } = require(path.join(fs.realpathSync(__dirname), '..', 'scripts', 'pinned-node.cjs'));
  if (pinned === null || !fs.existsSync(pinned)) {
    console.error('The packages are not installed yet: run `npm start` or `npm ci --ignore-scripts` in the project first.');
    process.exit(1);
  }
  const child = spawn(pinned, [__filename, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
}
