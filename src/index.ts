import type { API } from 'homebridge';
import { LinkyTicPlatform } from './platform.ts';
import { PLATFORM_NAME } from './settings.ts';

export default function register(api: API): void {
  api.registerPlatform(PLATFORM_NAME, LinkyTicPlatform);
}
