import { spawnSync } from 'node:child_process';

/** Debian's Python: another one in PATH has not the packages of Debian. */
export const PYTHON = '/usr/bin/python3';

/** Whether Debian's Python has a module. */
export function hasPythonModule(name: string): boolean {
  return spawnSync(PYTHON, ['-c', `import ${name}`]).status === 0;
}
