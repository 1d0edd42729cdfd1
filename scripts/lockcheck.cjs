// `npm ci` refuses a lock file that lacks an optional package of another platform; npm writes such a lock when a registry has holes.
'use strict';
const { packages } = require('../package-lock.json');
const missing = [];
for (const [place, entry] of Object.entries(packages))
  for (const name of Object.keys(entry.optionalDependencies ?? {}))
    if (!packages[`node_modules/${name}`] && !packages[`${place}/node_modules/${name}`]) missing.push(`${place || 'root'} -> ${name}`);
if (missing.length > 0) { console.error(`package-lock.json lacks:\n${missing.join('\n')}`); process.exit(1); }
console.log(`package-lock.json is complete: ${Object.keys(packages).length} entries`);
