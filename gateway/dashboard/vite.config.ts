import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// The gateway serves what is built here from its wwwroot; in development its address comes from GATEWAY.
export default defineConfig({
  plugins: [react()],
  build: { outDir: '../proxy/wwwroot', emptyOutDir: true, target: 'es2022', modulePreload: { polyfill: false } },
  server: { proxy: { '/api': 'http://localhost:5100' } },
});
