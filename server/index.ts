// The door of the server for the command line and the scripts.
export { startServer, type Running, type StartOptions } from './main.ts'
