import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** `npm run build:web` writes web/dist, which the api serves; `npx vite web` serves it while one works on it. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    target: 'es2022',
    outDir: 'dist',
    emptyOutDir: true,
    // Nothing is inlined: the policy of the page allows no data: scripts, and fonts are cached on their own.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1_000,
  },
  server: {
    proxy: {
      '/api': { target: 'http://127.0.0.1:3000', ws: true },
      '/auth': 'http://127.0.0.1:3000',
    },
  },
});
