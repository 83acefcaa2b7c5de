/** Arguments: the folder with the packages, and the upstream's address. */
import { createRequire } from 'node:module';
import { join } from 'node:path';

type Fastify = {
  readonly register: (plugin: unknown, options: object) => void;
  readonly listen: (options: object) => Promise<string>;
};

const [folder = '', upstream = ''] = process.argv.slice(2);
const load = createRequire(join(folder, 'package.json'));
const fastify: () => Fastify = load('fastify');
const server = fastify();
server.register(load('@fastify/http-proxy'), { upstream });
const url = await server.listen({ host: '127.0.0.1', port: 0 });
process.stdout.write(`${JSON.stringify({ url })}\n`);
