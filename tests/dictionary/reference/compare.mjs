// compare.mjs SAMPLES LAX: our objects beside those of the reference implementations.
//
// SAMPLES is tests/dictionary/samples.cc, built. LAX lists the malformed objects that the
// reference takes although the specification of DAG-CBOR refuses them; it must be the list.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { CarReader, CarWriter } from '@ipld/car';
import * as dagCbor from '@ipld/dag-cbor';
import { CID } from 'multiformats/cid';
import { sha256 } from 'multiformats/hashes/sha2';

const [samples, laxFile] = process.argv.slice(2);
const DICTIONARIES = 1000;
const IN_CAR = 50;

const run = (...words) => {
  const out = execFileSync(samples, words, { maxBuffer: 1 << 30 }).toString();
  return out.trimEnd().split('\n').map((line) => JSON.parse(line));
};
const bytes = (hex) => Uint8Array.from(Buffer.from(hex, 'hex'));
const hex = (block) => Buffer.from(block).toString('hex');
const cidOf = async (block, codec = dagCbor.code) =>
  CID.create(1, codec, await sha256.digest(block));

function objectOf(sample) {
  const object = { Name: sample.name, Segments: sample.segments.map(bytes) };
  if (sample.description !== undefined) object.Description = sample.description;
  const own = Object.entries(sample.rondo).map(([name, value]) => [name, bytes(value)]);
  if (own.length > 0) object.Rondo = Object.fromEntries(own);
  return object;
}

async function compareDictionaries() {
  const all = run('dictionaries', String(DICTIONARIES));
  assert.equal(all.length, DICTIONARIES);
  for (const sample of all) {
    const block = dagCbor.encode(objectOf(sample));
    assert.equal(hex(block), sample.block);
    assert.equal((await cidOf(block)).toString(), sample.cid);
    assert.deepEqual(dagCbor.decode(bytes(sample.block)), objectOf(sample));
  }
  console.log(`${all.length} dictionaries have the same bytes and addresses`);
}

async function compareCars() {
  const ours = bytes(run('car', String(IN_CAR))[0]);
  const reader = await CarReader.fromBytes(ours);
  const roots = await reader.getRoots();
  assert.equal(roots.length, IN_CAR);
  const { writer, out } = CarWriter.create(roots);
  const chunks = (async () => {
    const parts = [];
    for await (const part of out) parts.push(part);
    return Buffer.concat(parts);
  })();
  let links = 0;
  for await (const { cid, bytes: block } of reader.blocks()) {
    assert.equal((await cidOf(block, cid.code)).toString(), cid.toString());
    if (cid.code === dagCbor.code) {
      const object = dagCbor.decode(block);
      assert.equal(hex(dagCbor.encode(object)), hex(block));
      const lists = [object.Segments ?? [], ...Object.values(object.Rondo ?? {})];
      for (const list of lists.filter(Array.isArray)) {
        for (const [link] of list.filter(Array.isArray)) {
          assert.ok(await reader.has(CID.asCID(link)));
          ++links;
        }
      }
    }
    await writer.put({ cid, bytes: block });
  }
  await writer.close();
  assert.equal(hex(await chunks), hex(ours));
  assert.ok(links > IN_CAR);
  console.log(`a CAR file of ${IN_CAR} dictionaries, with ${links} parts, has the same bytes`);
}

function compareMalformed() {
  const taken = [];
  let refused = 0;
  for (const { name, block } of run('malformed')) {
    try {
      dagCbor.decode(bytes(block));
      taken.push(name);
    } catch {
      ++refused;
    }
  }
  const lax = readFileSync(laxFile, 'utf8').split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  if (process.env.RONDO_PRINT_LAX) console.log(taken.join('\n'));
  assert.deepEqual(taken, lax);
  console.log(`of ${refused + taken.length} malformed objects the reference refuses ${refused}`);
}

await compareDictionaries();
await compareCars();
compareMalformed();
