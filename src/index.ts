import type { API } from 'homebridge';
import { PLATFORM_NAME } from './base/plugin-names.ts';
import { LinkyTicPlatform } from './platform.ts';

export default function register(api: API): void {
  api.registerPlatform(PLATFORM_NAME, LinkyTicPlatform);
}
