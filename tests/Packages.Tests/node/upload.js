// Uploads a file by tus, as a program does that knows the protocol and not us. Prints one line of JSON about how it ended.
import { createReadStream, statSync } from 'node:fs';
import { Upload } from 'tus-js-client';

const [endpoint, path, metadata, chunkSize, caller] = process.argv.slice(2);
const ended = { requests: 0, errors: [] };
const upload = new Upload(createReadStream(path), {
  endpoint,
  uploadSize: statSync(path).size,
  chunkSize: Number(chunkSize) || Infinity,
  headers: { 'X-Distribution-Caller': caller },
  metadata: JSON.parse(metadata),
  retryDelays: new Array(200).fill(100),
  onAfterResponse: (request, response) => {
    ended.requests++;
    ended.sha256 = response.getHeader('Content-Sha256') ?? ended.sha256;
    ended.status = response.getStatus();
  },
  onShouldRetry: (error) => {
    ended.errors.push(String(error.originalResponse?.getStatus() ?? 'cut'));
    return error.originalResponse?.getStatus() !== 422;
  },
  onError: (error) => {
    ended.error = error.message;
    console.log(JSON.stringify(ended));
  },
  onSuccess: () => {
    ended.url = upload.url;
    console.log(JSON.stringify(ended));
  },
});
upload.start();
