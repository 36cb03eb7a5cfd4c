import { type Interfaces, ownAddresses } from '../http/own-addresses.ts';
import type { HouseAddresses } from './protocol.ts';

/** A label of a DNS name. */
const LABEL = /^[\dA-Za-z](?:[\dA-Za-z-]{0,61}[\dA-Za-z])?$/;

/**
 * How the devices of the home reach this machine.
 * @param hostname the name of this machine, with or without a domain
 */
export function houseAddresses(interfaces: Interfaces, hostname: string): HouseAddresses {
  const [label = ''] = hostname.split('.');
  const hasName = LABEL.test(label) && label.toLowerCase() !== 'localhost';
  return { addresses: ownAddresses(interfaces), ...(hasName && { name: `${label}.local` }) };
}
