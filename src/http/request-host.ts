import { isIP } from 'node:net';

/** Suffixes of names that only a home's own router or machines assign: RFC 6762, RFC 8375, and what routers use. */
const HOME_NAMES = ['.local', '.lan', '.home', '.home.arpa', '.internal', '.localdomain', '.fritz.box'];

/**
 * Whether a request with this host was meant for a machine of the house: by its IP address, a name without dots such as `localhost`, or a
 * name in the house's own network. A page from the internet can have its own name resolve to this machine, and could then read what the
 * house draws in spite of the browser's same-origin policy (DNS rebinding); but its name is in the header.
 * @param host the header Host, perhaps with a port
 */
export function isOfThisNetwork(host: string): boolean {
  const [, bracketed, plain = ''] = /^(?:\[([^\]]*)\]|([^:]*))(?::\d*)?$/.exec(host) ?? [];
  if (bracketed !== undefined) return isIP(bracketed) === 6;
  const name = plain.toLowerCase().replace(/\.$/, '');
  if (name === '') return false;
  return isIP(name) === 4 || !name.includes('.') || HOME_NAMES.some((end) => name.endsWith(end));
}
