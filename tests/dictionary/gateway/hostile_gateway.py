#!/usr/bin/env python3
"""hostile_gateway.py BLOCKS LOG: a gateway that behaves as the first part of a path says.

GET /MODE/ipfs/CID?format=raw|car on a free port of 127.0.0.1, which is the line that is
printed. BLOCKS is a folder of blocks, each in a file that its address names. The target of
each request becomes a line of LOG. What parts-... says is about raw blocks only. Ends when nobody reads its standard output any more, or
after three minutes.
"""
import base64
import http.server
import os
import select
import socket
import struct
import sys
import threading
import time
import urllib.parse

LIFE_SECONDS = 180
BLOCKS, LOG = sys.argv[1:3]
seen = set()
log = open(LOG, 'w', encoding='ascii', buffering=1)
lock = threading.Lock()


def block_of(cid):
    path = os.path.join(BLOCKS, os.path.basename(cid))
    if not os.path.isfile(path):
        return None
    with open(path, 'rb') as file:
        return file.read()


def binary(cid):
    letters = cid[1:].upper()
    return base64.b32decode(letters + '=' * (-len(letters) % 8))


def varint(value):
    out = b''
    while value >= 0x80:
        out += bytes([value & 0x7f | 0x80])
        value >>= 7
    return out + bytes([value])


def section(data):
    return varint(len(data)) + data


def car_of(root, cids):
    header = (b'\xa2\x65roots\x81\xd8\x2a\x58\x25\x00' + binary(root) + b'\x67version\x01')
    return section(header) + b''.join(section(binary(c) + block_of(c)) for c in cids)


def all_of(root):
    """The root and what it links to, in order; by their bytes, as all addresses have 36."""
    block = block_of(root)
    cids = [root]
    at = block.find(b'\xd8\x2a\x58\x25\x00')
    while at >= 0:
        address = block[at + 5:at + 41]
        cids.append('b' + base64.b32encode(address).decode().lower().rstrip('='))
        at = block.find(b'\xd8\x2a\x58\x25\x00', at + 41)
    return cids


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def send(self, body, kind='application/octet-stream', length=None, code=200, **headers):
        self.send_response(code)
        self.send_header('Content-Type', kind)
        if length is not False:
            self.send_header('Content-Length', str(len(body) if length is None else length))
        for name, value in headers.items():
            self.send_header(name.replace('_', '-'), value)
        self.end_headers()
        self.wfile.write(body)

    def redirect(self, location):
        self.send(b'', code=302, Location=location)

    def reset(self):
        # Lingering for no time, the system answers with RST.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
        self.close_connection = True
        self.rfile.close()
        self.wfile.close()
        self.connection.close()

    def do_GET(self):
        with lock:
            log.write(self.path + '\n')
            first = self.path not in seen
            seen.add(self.path)
        parts = urllib.parse.urlsplit(self.path)
        _, mode, _, cid = parts.path.split('/')
        wants_car = 'format=car' in parts.query
        try:
            self.answer(mode, cid, wants_car, first)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def good(self, cid, wants_car):
        if block_of(cid) is None:
            self.send(b'no such block', 'text/plain', code=404)
        elif wants_car:
            self.send(car_of(cid, all_of(cid)), 'application/vnd.ipld.car')
        else:
            self.send(block_of(cid), 'application/vnd.ipld.raw')

    def car(self, mode, cid):
        whole = car_of(cid, all_of(cid))
        if mode == 'car-cut':
            self.send(whole[:len(whole) * 2 // 3])
        elif mode == 'car-wrong':
            self.send(whole[:-1] + bytes([whole[-1] ^ 1]))
        elif mode == 'car-extra':
            others = sorted(set(os.listdir(BLOCKS)) - set(all_of(cid)))
            self.send(car_of(cid, others + all_of(cid)))
        elif mode == 'car-other':
            others = sorted(set(os.listdir(BLOCKS)) - set(all_of(cid)))
            self.send(car_of(cid, others))
        elif mode == 'car-endless':
            self.send(car_of(cid, []), length=False)
            while True:
                self.wfile.write(section(binary(cid) + block_of(cid)))
        elif mode == 'car-huge-section':
            self.send(car_of(cid, []) + varint(1 << 40))
        elif mode == 'car-html':
            self.send(b'<html>', 'text/html')
        elif mode == 'car-reset':
            self.send(whole[:len(whole) // 2], length=len(whole))
            self.wfile.flush()
            self.reset()
        else:
            self.send(b'', code=406)

    def answer(self, mode, cid, wants_car, first):
        if mode.startswith('car-') and wants_car:
            self.car(mode, cid)
        elif mode in ('good', 'car-none') or mode.startswith('car-'):
            self.good(cid, wants_car)
        elif mode.startswith('parts-') and cid.startswith('bafyrei'):
            self.good(cid, False)
        elif mode in ('html', 'parts-html'):
            self.send(b'<html>hello</html>', 'text/html')
        elif mode == 'flipped':
            block = block_of(cid)
            self.send(block[:-1] + bytes([block[-1] ^ 1]))
        elif mode == 'endless':
            self.send(b'', length=False)
            while True:
                self.wfile.write(bytes(65536))
        elif mode == 'endless-headers':
            self.wfile.write(b'HTTP/1.1 200 OK\r\n')
            while True:
                self.wfile.write(b'X-A: ' + b'a' * 1000 + b'\r\n')
        elif mode == 'endless-404':
            self.send(b'', code=404, length=False)
            while True:
                self.wfile.write(bytes(65536))
        elif mode == 'drip':
            self.send(b'', length=100000)
            while True:
                self.wfile.write(b'x')
                time.sleep(0.1)
        elif mode == 'silent':
            time.sleep(LIFE_SECONDS)
        elif mode == 'huge':
            self.send(b'x', length=1 << 40)
        elif mode == 'cut':
            self.send(block_of(cid)[:-1], length=len(block_of(cid)))
            self.close_connection = True
        elif mode == 'to-file':
            self.redirect('file://' + os.path.abspath(os.path.join(BLOCKS, cid)))
        elif mode == 'to-ftp':
            self.redirect('ftp://127.0.0.1/' + cid)
        elif mode == 'loop':
            self.redirect(self.path)
        elif mode == 'elsewhere':
            self.redirect(f'/good/ipfs/{cid}?format={"car" if wants_car else "raw"}')
        elif mode == 'nowhere':
            self.send(b'', code=302)
        elif mode in ('busy-once', 'broken-once') and first:
            self.send(b'', code=429 if mode == 'busy-once' else 500, Retry_After='0')
        elif mode == 'reset-once' and first:
            self.reset()
        elif mode in ('busy-once', 'broken-once', 'reset-once'):
            self.good(cid, wants_car)
        elif mode == 'busy':
            self.send(b'', code=429, Retry_After='0')
        elif mode == 'broken':
            self.send(b'', code=500)
        elif mode == 'reset':
            self.reset()
        elif mode == 'no-http':
            self.wfile.write(b'SSH-2.0-x\r\n')
            self.close_connection = True
        else:
            self.send(b'', code=404)


def watch(server):
    """Nobody reads the other end of standard output: whoever started this is done."""
    poll = select.poll()
    poll.register(sys.stdout, 0)
    poll.poll(LIFE_SECONDS * 1000)
    os._exit(0)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, *_):
        pass


with Server(('127.0.0.1', 0), Handler) as gateway:
    threading.Thread(target=watch, args=(gateway,), daemon=True).start()
    print(gateway.server_address[1], flush=True)
    gateway.serve_forever()
