// Preloaded into a program (`node --import`): every DNS look-up fails with ENOTFOUND. Where LINKY_TIC_KNOWN_HOSTS names a file, the names in
// it, one a line, are those of this machine.
import dns, { type LookupOptions } from 'node:dns';
import { readFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { isIP } from 'node:net';

type Answer = (error: Error | null, address: string, family: number) => void;

const { lookup } = dns;

dns.lookup = Object.assign((name: string, options: LookupOptions, answer: Answer) => {
  // An IP address needs no look-up. Servers pass the address that they listen on through here, too.
  if (isIP(name)) return lookup(name, options, answer as never);
  if (isKnown(name)) return lookup('127.0.0.1', options, answer as never);
  const error = Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), {
    code: 'ENOTFOUND',
    syscall: 'getaddrinfo',
    hostname: name,
  });
  process.nextTick(answer, error);
}, lookup) as typeof lookup;
syncBuiltinESMExports();

function isKnown(name: string): boolean {
  const file = process.env['LINKY_TIC_KNOWN_HOSTS'];
  return file !== undefined && readFileSync(file, 'utf8').split('\n').includes(name);
}
