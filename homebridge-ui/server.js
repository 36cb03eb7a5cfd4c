import { startServer } from '../dist/ui/server.js';

startServer();
