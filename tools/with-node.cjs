'use strict';
// Runs a command of node_modules/.bin under Node 24, whatever `node` the machine has.
// npm 10 installs the node-<platform>-<arch> packages but makes no link to their binary, and scripts
// would then run the old Node, which better-sqlite3 crashes. So the folder of the binary goes first
// in PATH here. On Node 24 and later this file only starts the command.
// CommonJS and old syntax on purpose: this is the one file that must run on the machine's own Node.
const { spawn } = require('node:child_process');
const path = require('node:path');

const MINIMUM_MAJOR = 24;
const root = path.resolve(__dirname, '..');
const [command, ...args] = process.argv.slice(2);

function nodeFolder() {
  if (Number(process.versions.node.split('.')[0]) >= MINIMUM_MAJOR) {
    return path.dirname(process.execPath);
  }
  try {
    return path.dirname(require.resolve(`node-${process.platform}-${process.arch}/bin/node`));
  } catch {
    process.stderr.write(
      `Alert Relay needs Node ${MINIMUM_MAJOR} or newer; this is ${process.versions.node} and no bundled ` +
        `Node is installed for ${process.platform}-${process.arch}. Run "npm ci", or install Node ${MINIMUM_MAJOR}.\n`,
    );
    process.exit(69);
  }
}

const searchPath = [nodeFolder(), path.join(root, 'node_modules', '.bin'), process.env.PATH];
const child = spawn(command, args, {
  stdio: 'inherit',
  env: { ...process.env, PATH: searchPath.join(path.delimiter) },
});
child.on('error', (error) => {
  process.stderr.write(`Could not start ${command}: ${error.message}\n`);
  process.exit(127);
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => child.kill(signal));
}
child.on('exit', (code, signal) => {
  process.exit(signal === null ? (code ?? 1) : 128 + require('node:os').constants.signals[signal]);
});
