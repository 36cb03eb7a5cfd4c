/** Imported before a program (`node --import`), it takes the names of the network away: every look-up is ENOTFOUND. */
import dns, { type LookupOptions } from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import { isIP } from 'node:net';

type Answer = (error: Error | null, address: string, family: number) => void;

const { lookup } = dns;

dns.lookup = Object.assign((name: string, options: LookupOptions, answer: Answer) => {
  // An address needs no look-up, and servers pass theirs through here too.
  if (isIP(name)) return lookup(name, options, answer as never);
  const error = Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), {
    code: 'ENOTFOUND',
    syscall: 'getaddrinfo',
    hostname: name,
  });
  process.nextTick(answer, error);
}, lookup) as typeof lookup;
syncBuiltinESMExports();
