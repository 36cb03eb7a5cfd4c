import { test } from 'vitest';
import { isOfThisNetwork } from '../../src/http/request-host.ts';

test.for([
  ...[
    '127.0.0.1',
    '192.168.1.20:2002',
    '[::1]:2002',
    '[fe80::1]',
    'localhost',
    'localhost:2002',
    'homebridge',
    'NAS:80',
  ],
  ...[
    'homebridge.local',
    'homebridge.local.',
    'Pi.Fritz.Box:2002',
    'pi.lan',
    'pi.home',
    'pi.home.arpa',
    'pi.localdomain',
  ],
  'host.docker.internal:2002',
])('%s is of this network', (host, { expect }) => expect(isOfThisNetwork(host)).toBe(true));

test.for([
  ...[
    'rebound.example',
    'rebound.example:2002',
    'www.local.example',
    'evil.com.',
    'notlan.fr',
    'xfritz.box',
    '1.2.3.4.evil.com',
  ],
  ...['', ':2002', '[evil.com]', '[::1', 'a:b:c', 'localhost:2002@evil.com', '192.168.1.20:2002, evil.com'],
])('%s is not', (host, { expect }) => expect(isOfThisNetwork(host)).toBe(false));
