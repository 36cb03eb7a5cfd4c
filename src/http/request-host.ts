import { isIP } from 'node:net';

/** The ends of names that only a home's own router or machines give out: RFC 6762, RFC 8375, and what routers use. */
const HOME_NAMES = ['.local', '.lan', '.home', '.home.arpa', '.internal', '.localdomain', '.fritz.box'];

/**
 * Whether a request that names this host was meant for a machine of the house: by its IP address, a name without dots such as
 * `localhost`, or a name of the house's own network. A page of the internet can have its own name resolve to this machine, and
 * would then get what the house draws past the rules of the browser (DNS rebinding); but its name is in the header.
 * @param host the header Host, perhaps with a port
 */
export function isOfThisNetwork(host: string): boolean {
  const [, bracketed, plain = ''] = /^(?:\[([^\]]*)\]|([^:]*))(?::\d*)?$/.exec(host) ?? [];
  if (bracketed !== undefined) return isIP(bracketed) === 6;
  const name = plain.toLowerCase().replace(/\.$/, '');
  if (name === '') return false;
  return isIP(name) === 4 || !name.includes('.') || HOME_NAMES.some((end) => name.endsWith(end));
}
