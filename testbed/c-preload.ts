import { execFileSync, spawnSync } from 'node:child_process';
import { basename, join } from 'node:path';
import { temporaryFolder } from './support/temporary-folder.ts';

/**
 * Why no function of the C library can be replaced by one of ours on this machine; undefined under CI, where it must be
 * possible.
 */
export function missingCompiler(): string | undefined {
  if (process.env['CI']) return undefined;
  if (process.platform !== 'linux') return 'functions of the C library are replaced on Linux only';
  const { error } = spawnSync('gcc', ['--version']);
  return error ? 'gcc is missing: install Debian\'s packages "gcc" and "libc6-dev"' : undefined;
}

/** Compiles a library that a process can be given by LD_PRELOAD, and gives its path. */
export function compilePreload(source: string): string {
  const name = basename(source, '.c');
  const library = join(temporaryFolder({ name }), `${name}.so`);
  execFileSync('gcc', ['-shared', '-fPIC', '-O2', '-o', library, source, '-ldl']);
  return library;
}
