/**
 * `npm run test:peers`: our channels against servers that nobody here wrote. Each folder in peers is a package of its
 * own, whose dependencies are no part of the desk: they are installed here, and nowhere else.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, 'peers');
const peers = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'package.json')));
const npm = (name: string, ...args: string[]): boolean => {
  const ran = spawnSync('npm', args, { cwd: join(folder, name), stdio: 'inherit' });
  return ran.status === 0;
};

const failed = peers.filter((name) => {
  console.log(`--- ${name}`);
  return !npm(name, 'ci', '--no-audit', '--no-fund') || !npm(name, 'test');
});
console.log(
  `${peers.length - failed.length} passed, ${failed.length} failed (peers: ${peers.join(', ')})`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
