// zipfs_decoder.mjs DICTIONARY.car FILE.zipfs: a decoder that follows docs/format/ZIPFS.md and
// not the C++. Writes the text to standard output.
import { readFileSync } from 'node:fs';
import { CarReader } from '@ipld/car';
import * as dagCbor from '@ipld/dag-cbor';

const [dictionaryFile, zipfsFile] = process.argv.slice(2);

// "Parts" of DICTIONARY.md.
async function segmentsOf(root, blocks) {
  const all = [];
  for (const item of root.Segments) {
    if (item instanceof Uint8Array) all.push(item);
    else all.push(...dagCbor.decode((await blocks.get(item[0])).bytes));
  }
  return all;
}

async function ownOf(root, name, blocks) {
  const entry = root.Rondo?.[name];
  if (entry === undefined || entry instanceof Uint8Array) return entry;
  const parts = [];
  for (const [link] of entry) parts.push((await blocks.get(link)).bytes);
  return Buffer.concat(parts);
}

function countsOf(entry) {
  const counts = [];
  for (let at = 0; at < entry.length;) {
    let value = 0;
    let scale = 1;
    let byte;
    do {
      byte = entry[at++];
      value += (byte & 127) * scale;
      scale *= 128;
    } while (byte & 128);
    counts.push(value);
  }
  return counts;
}

// Lengths of the segments and the end, by the rule by rank.
function lengthsByRank(n) {
  const leaves = [];
  for (let i = n; i >= 0; --i) leaves.push(Math.floor(2 ** 32 / (i + 8)));
  const joined = [];
  const parent = new Array(2 * n + 1);
  let leaf = 0;
  let inner = 0;
  const take = () =>
    leaf <= n && (inner === joined.length || leaves[leaf] <= joined[inner])
      ? leaf++ : n + 1 + inner++;
  const weight = (node) => (node <= n ? leaves[node] : joined[node - n - 1]);
  while (joined.length < n) {
    const a = take();
    const b = take();
    parent[a] = parent[b] = n + 1 + joined.length;
    joined.push(weight(a) + weight(b));
  }
  const depth = new Array(2 * n + 1).fill(0);
  for (let node = 2 * n - 1; node >= 0; --node) depth[node] = depth[parent[node]] + 1;
  return depth.slice(0, n + 1).sort((a, b) => a - b);
}

function lengthsOf(entry, n) {
  if (entry === undefined) return n < 256 ? undefined : lengthsByRank(n);
  const counts = countsOf(entry);
  const lengths = counts.flatMap((count, i) => new Array(count).fill(i + 1));
  if (lengths.length !== n) throw new Error('the entry ZIPFS is of another dictionary');
  return [...lengths, counts.length];
}

// A map from codes, as strings of 0 and 1, to numbers of segments; n is the end.
function codesOf(lengths) {
  const codes = new Map();
  let code = 0n;
  let last = lengths[0];
  lengths.forEach((length, number) => {
    code <<= BigInt(length - last);
    last = length;
    codes.set(code.toString(2).padStart(length, '0'), number);
    ++code;
  });
  return codes;
}

function* bitsOf(data) {
  for (const byte of data) {
    for (let bit = 7; bit >= 0; --bit) yield (byte >> bit) & 1;
  }
}

function decode(data, segments, lengths) {
  const n = segments.length;
  const codes = lengths === undefined
    ? new Map(segments.map((_, i) => ['1'.repeat(i) + '0', i])) : codesOf(lengths);
  const text = [];
  let pending = '';
  for (const bit of bitsOf(data)) {
    pending += bit;
    const number = codes.get(pending);
    if (number === undefined) continue;
    if (number === n) throw new Error('the code of the end');
    text.push(segments[number]);
    pending = '';
  }
  if (!/^1{0,7}$/.test(pending)) throw new Error('padding that is none');
  return Buffer.concat(text);
}

const file = dagCbor.decode(readFileSync(zipfsFile));
const blocks = await CarReader.fromBytes(readFileSync(dictionaryFile));
const rootBlock = await blocks.get(file.Dictionary);
const root = dagCbor.decode(rootBlock.bytes);
const segments = await segmentsOf(root, blocks);
const lengths = lengthsOf(await ownOf(root, 'ZIPFS', blocks), segments.length);
process.stdout.write(decode(file.Data, segments, lengths));
