import type { NetworkInterfaceInfo } from 'node:os';
import { describe, expect, test } from 'vitest';
import { houseAddresses } from '../../src/ui/house-addresses.ts';

function ipv4(address: string, internal = false): NetworkInterfaceInfo {
  return { address, family: 'IPv4', internal, netmask: '255.255.255.0', mac: '00:00:00:00:00:00', cidr: null };
}

const LO = { lo: [ipv4('127.0.0.1', true)] };
const IPV6: NetworkInterfaceInfo = { ...ipv4('fe80::1'), family: 'IPv6', scopeid: 2 };

describe('the addresses of this machine in the home', () => {
  test('are the IPv4 of its network, in the order of the system', () => {
    const found = { ...LO, eth0: [ipv4('192.168.1.20'), IPV6], wlan0: [ipv4('192.168.1.21')] };
    expect(houseAddresses(found, 'pi').addresses).toEqual(['192.168.1.20', '192.168.1.21']);
  });

  test('are not those between containers', () => {
    const found = { docker0: [ipv4('172.17.0.1')], 'br-1a2b': [ipv4('172.18.0.1')], eth0: [ipv4('10.0.0.5')] };
    expect(houseAddresses(found, 'pi').addresses).toEqual(['10.0.0.5']);
  });

  test('are those, too, where there is no other', () => {
    expect(houseAddresses({ ...LO, veth3: [ipv4('172.17.0.2')] }, 'pi').addresses).toEqual(['172.17.0.2']);
  });

  test('are none where nobody gave one', () => {
    expect(houseAddresses({ ...LO, eth0: [ipv4('169.254.7.7')], wlan0: undefined }, 'pi').addresses).toEqual([]);
  });
});

describe('the name of this machine in the home', () => {
  test.each([
    ['raspberrypi', 'raspberrypi.local'],
    ['Mac-mini.local', 'Mac-mini.local'],
    ['nas.example.org', 'nas.local'],
  ])('of %s is %s', (hostname, name) => expect(houseAddresses({}, hostname).name).toBe(name));

  test.each(['', 'localhost', 'localhost.localdomain', 'a_b', '-', 'x'.repeat(64), 'é'])('is none of %j', (hostname) =>
    expect(houseAddresses({}, hostname)).toEqual({ addresses: [] }),
  );
});
