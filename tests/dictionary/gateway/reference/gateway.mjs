// gateway.mjs BLOCKS: @helia/verified-fetch as a gateway over a folder of blocks.
//
// GET /ipfs/CID?format=raw|car on a free port of 127.0.0.1, which is the line that is
// printed. Requests are noted on standard error. Ends when standard input does.
import { createServer } from 'node:http';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createVerifiedFetch } from '@helia/verified-fetch';
import * as dagCbor from '@ipld/dag-cbor';
import { createHeliaLight } from 'helia';
import { CID } from 'multiformats/cid';

const folder = process.argv[2];
const nobody = { name: 'nobody', retrieve: async () => { throw new Error('no such block'); } };
const helia = createHeliaLight({ codecs: [dagCbor], blockBrokers: [() => nobody] });
for (const name of readdirSync(folder)) {
  const cid = CID.parse(name);
  await helia.blockstore.put(cid, new Uint8Array(readFileSync(join(folder, name))));
}
const verifiedFetch = await createVerifiedFetch(helia);

const server = createServer(async (request, response) => {
  console.error(request.url);
  const url = new URL(request.url, 'http://127.0.0.1');
  try {
    const answer = await verifiedFetch(`ipfs://${url.pathname.slice('/ipfs/'.length)}${url.search}`, {
      session: false,
      headers: { accept: request.headers.accept },
      signal: AbortSignal.timeout(5000),
    });
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    for await (const chunk of answer.body ?? []) response.write(chunk);
    response.end();
  } catch (error) {
    if (response.headersSent) return response.destroy();
    response.writeHead(404, { 'content-type': 'text/plain' });
    response.end(String(error));
  }
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.stdin.resume().on('end', () => process.exit(0));
