// An S3-compatible server in a folder, as far as its port and folder are told. Prints a line when it listens.
import S3rver from 's3rver';

const [port, directory] = process.argv.slice(2);
const server = new S3rver({ port: Number(port), address: '127.0.0.1', directory, silent: true, configureBuckets: [{ name: 'contents' }] });
server.run().then(() => console.log('listening'));
