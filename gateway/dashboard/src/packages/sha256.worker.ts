import { Sha256 } from './sha256';

// Away from the page, so that it stays alive while a large file is read.
self.onmessage = async (event: MessageEvent<File>) => {
  try {
    const file = event.data;
    const hash = new Sha256();
    const step = 4 << 20;
    for (let at = 0; at < file.size; at += step) {
      hash.update(new Uint8Array(await file.slice(at, at + step).arrayBuffer()));
      self.postMessage({ read: Math.min(file.size, at + step) });
    }
    self.postMessage({ sha256: hash.hex() });
  } catch (fault) {
    self.postMessage({ fault: fault instanceof Error ? fault.message : String(fault) });
  }
};
