import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { crc32, deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { limits } from '#base/limits.ts';
import { createApplication } from '#registry/applications/create.ts';
import { getPicture } from '#registry/applications/get-picture.ts';
import { measurePicture } from '#registry/applications/pictures/measure.ts';
import { updateApplication } from '#registry/applications/update.ts';
import { run } from '#registry/operation.ts';
import { makeWorld, openTestRegistry } from '#test/people.ts';

const registry = await openTestRegistry();
const { developer, outsider, organisation } = await makeWorld(registry);
after(() => registry.database.close());

const refused = { code: 'application.picture_refused', status: 422 };

function pngChunk(type: string, data: Buffer): Buffer {
  const content = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(content));
  return Buffer.concat([length, content, check]);
}

/** A grey PNG; `more` are chunks between its head and its pixels, `pixels` stands for other data than it should have. */
function pngOf(width: number, height: number, more: readonly Buffer[] = [], pixels?: Buffer): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width);
  head.writeUInt32BE(height, 4);
  head.set([8, 0, 0, 0, 0], 8);
  const lines = pixels ?? Buffer.alloc((width + 1) * height, 0x80);
  if (pixels === undefined) for (let line = 0; line < height; line += 1) lines.writeUInt8(0, line * (width + 1));
  const signature = Buffer.from('\u0089PNG\r\n\u001a\n', 'latin1');
  const chunks = [
    pngChunk('IHDR', head),
    ...more,
    pngChunk('IDAT', deflateSync(lines)),
    pngChunk('IEND', Buffer.alloc(0)),
  ];
  return Buffer.concat([signature, ...chunks]);
}

/** 16 by 8 pixels each. */
const jpeg = Buffer.from(
  '/9j/4AAQSkZJRgABAQAAAQABAAD/2wCEAAgICAgJCAkKCgkNDgwODRMREBARExwUFhQWFBwrGx8bGx8bKyYuJSMlLiZENS8vNUROQj5CTl9VVV93cXecnNEBCAgICAkICQoKCQ0ODA4NExEQEBETHBQWFBYUHCsbHxsbHxsrJi4lIyUuJkQ1Ly81RE5CPkJOX1VVX3dxd5yc0f/CABEIAAgAEAMBIgACEQEDEQH/xAAnAAEBAAAAAAAAAAAAAAAAAAAABwEBAAAAAAAAAAAAAAAAAAAAAP/aAAwDAQACEAMQAAAApAP/xAAUEAEAAAAAAAAAAAAAAAAAAAAQ/9oACAEBAAE/AD//xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oACAECAQE/AH//xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oACAEDAQE/AH//2Q==',
  'base64',
);
const webp = Buffer.from('UklGRiQAAABXRUJQVlA4IBgAAAAwAQCdASoQAAgAAgA0JaQAA3AA/vRmAAA=', 'base64');
const webpLossless = Buffer.from('UklGRh4AAABXRUJQVlA4TBEAAAAvD8ABAAdQ5CIXuf+BiOh/AAA=', 'base64');

/** The camera's metadata: held upright (orientation 6), and a place. */
function withExif(file: Buffer): Buffer {
  const tiff = Buffer.from('4d4d002a000000080001011200030000000100060000000000000', 'hex');
  const content = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff, Buffer.from('in the secret garden')]);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([file.subarray(0, 2), head, content, file.subarray(2)]);
}

let made = 0;

function create(picture: Buffer) {
  made += 1;
  const fields = { organisation, environment: 'sandbox', name: `app ${made}` } as const;
  const contact = { email: developer.name, responsible: 'Dev' };
  const input = { ...fields, ...contact, picture: picture.toString('base64') };
  return run(registry, developer, createApplication, input);
}

/** What is served of `picture` once it is an application's. */
async function served(picture: Buffer): Promise<Buffer> {
  const { id, hasPicture } = await create(picture);
  assert.equal(hasPicture, true);
  const kept = (await run(registry, developer, getPicture, { application: id })).picture;
  assert.equal(kept?.type, 'image/webp');
  return Buffer.from(kept?.base64 ?? '', 'base64');
}

const files = { png: pngOf(16, 8), jpeg, webp, webpLossless };

for (const [name, file] of Object.entries(files)) {
  test(`a ${name} file is measured, and drawn anew as WebP`, async () => {
    const size = { width: 16, height: 8 };
    assert.deepEqual(measurePicture(file), { type: name.replace('Lossless', ''), ...size });
    assert.deepEqual(measurePicture(await served(file)), { type: 'webp', ...size });
  });
}

test('a large picture is made smaller, and keeps its shape', async () => {
  assert.deepEqual(measurePicture(await served(pngOf(2000, 1000))), { type: 'webp', width: 512, height: 256 });
});

test('nothing of the file but the picture is kept: no metadata, nothing hidden in or behind it', async () => {
  const hidden = 'in the secret garden';
  const comment = pngChunk('tEXt', Buffer.from(`Comment\0${hidden}`));
  for (const file of [withExif(jpeg), pngOf(16, 8, [comment]), Buffer.concat([jpeg, Buffer.from(hidden)])]) {
    assert.ok(file.includes(hidden));
    assert.equal((await served(file)).includes(hidden), false);
  }
});

test('a picture taken with the camera turned stands upright without the metadata that said so', async () => {
  assert.deepEqual(measurePicture(await served(withExif(jpeg))), { type: 'webp', width: 8, height: 16 });
});

const disguised: readonly (readonly [string, Buffer])[] = [
  ['an SVG with a script', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')],
  ['a page', Buffer.from('<!doctype html><script>alert(1)</script>')],
  ['nothing', Buffer.alloc(0)],
  ['a GIF', Buffer.from('R0lGODlhAQABAAAAACw=', 'base64')],
  ['the first bytes of a PNG before a page', Buffer.concat([pngOf(16, 8).subarray(0, 33), Buffer.from('<script>')])],
  ['a PNG that is cut', pngOf(16, 8).subarray(0, -20)],
  ['a JPEG that is cut in its head', jpeg.subarray(0, 100)],
  ['a WebP of nonsense', Buffer.concat([webp.subarray(0, 30), Buffer.alloc(14, 0xff)])],
  ['a picture without pixels', pngOf(0, 0)],
];
for (const [name, file] of disguised) {
  test(`${name} is no picture`, async () => {
    await assert.rejects(create(file), refused);
  });
}

test('a few kilobytes that unfold into gigabytes are not unfolded', async () => {
  await assert.rejects(create(pngOf(30_000, 30_000, [], Buffer.alloc(1_000_000))), refused);
});

test('a file above the limit is refused', async () => {
  const large = Buffer.concat([jpeg, Buffer.alloc(limits.applicationPictureBytes)]);
  await assert.rejects(create(large), /application\.picture_refused|input\.invalid/);
});

test('a picture is changed, taken away, and shown to the own organisation alone', async () => {
  const { id: application } = await create(jpeg);
  await run(registry, developer, updateApplication, { application, picture: files.png.toString('base64') });
  await assert.rejects(run(registry, outsider, getPicture, { application }), { code: 'application.not_found' });
  const without = await run(registry, developer, updateApplication, { application, picture: null });
  assert.equal(without.hasPicture, false);
  assert.equal((await run(registry, developer, getPicture, { application })).picture, null);
});

test('measuring takes whatever bytes come', () => {
  const starts = fc.constantFrom(...Object.values(files).map((file) => file.subarray(0, 40)));
  fc.assert(
    fc.property(starts, fc.nat(40), fc.uint8Array(), (start, kept, rest) => {
      const size = measurePicture(Buffer.concat([start.subarray(0, kept), rest]));
      assert.ok(size === null || (size.width > 0 && size.height > 0));
    }),
  );
});
