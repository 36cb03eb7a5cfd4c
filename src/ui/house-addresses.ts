import type { NetworkInterfaceInfo } from 'node:os';
import type { HouseAddresses } from './protocol.ts';

/** What connects containers and virtual machines has such a name: no device of the home is behind it. */
const OF_CONTAINERS = /^(?:docker|podman|br-|veth|virbr|vmnet|lxc|lxd|cni|flannel)/;
/** What a machine gives itself where nobody gives it an address (RFC 3927). */
const SELF_GIVEN = /^169\.254\./;
/** A label of a name in DNS. */
const LABEL = /^[\dA-Za-z](?:[\dA-Za-z-]{0,61}[\dA-Za-z])?$/;

/**
 * The addresses by which the devices of the home reach this machine. Those of containers are left out, unless there is no other.
 * @param interfaces as the system has them, by their names
 * @param hostname the name of this machine, with or without a domain
 */
export function houseAddresses(
  interfaces: { readonly [name: string]: readonly NetworkInterfaceInfo[] | undefined },
  hostname: string,
): HouseAddresses {
  const found = Object.entries(interfaces).flatMap(([name, infos = []]) =>
    infos
      .filter(({ family, internal, address }) => family === 'IPv4' && !internal && !SELF_GIVEN.test(address))
      .map(({ address }) => ({ address, isOfContainers: OF_CONTAINERS.test(name) })),
  );
  const ofHome = found.filter(({ isOfContainers }) => !isOfContainers);
  const addresses = (ofHome.length > 0 ? ofHome : found).map(({ address }) => address);
  const [label = ''] = hostname.split('.');
  const hasName = LABEL.test(label) && label.toLowerCase() !== 'localhost';
  return { addresses, ...(hasName && { name: `${label}.local` }) };
}
