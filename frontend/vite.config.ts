import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const backend = process.env.GYRE_BACKEND ?? 'http://127.0.0.1:8000';

/** Dependencies of the image decoders: excluded with the loader itself, they must be named to be pre-bundled. */
const decoderDependencies = [
  'dicom-parser',
  'pako',
  'comlink',
  '@cornerstonejs/codec-charls/decodewasmjs',
  '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs',
  '@cornerstonejs/codec-libjxl/decodewasmjs',
  '@cornerstonejs/codec-openjpeg/decodewasmjs',
  '@cornerstonejs/codec-openjph/wasmjs',
  'jpeg-lossless-decoder-js',
];

export default defineConfig(({ command }) => ({
  // Django serves dist/index.html for every page and dist/ under this path.
  base: command === 'build' ? '/static/app/' : '/',
  plugins: [react()],
  resolve: {
    alias: {
      '@': here('./src'),
      // vtk.js drags in an XML writer that breaks at load time in a browser and that nothing here calls.
      xmlbuilder2: here('./src/viewer/stubs/xmlbuilder2.ts'),
    },
  },
  worker: { format: 'es' },
  // Inlined assets would need data: in more of the content security policy.
  build: { target: 'es2022', chunkSizeWarningLimit: 6000, assetsInlineLimit: 0 },
  optimizeDeps: { exclude: ['@cornerstonejs/dicom-image-loader'], include: decoderDependencies },
  server: {
    port: 5173,
    strictPort: true,
    // The host stays ours, so that Django's check of the origin holds.
    proxy: Object.fromEntries(
      ['/api', '/dicomweb', '/auth'].map((path) => [path, { target: backend, changeOrigin: false }]),
    ),
  },
}));
