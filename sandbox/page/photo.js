/** Pictures that a customer sends: from this computer, or one that is drawn here. */
import { say } from './api.js';

const largest = 1280;
const mostBase64 = 950_000;

/** @returns an attachment as the control API takes it, and an address to show it by. */
export async function fromFile(file) {
  try {
    return await drawn(await createImageBitmap(file), file.name);
  } catch {
    say('This is no picture that a browser can read');
    return undefined;
  }
}

/** A parcel in the light of this moment, so that each snapshot is another. */
export async function snapshot() {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [640, 480];
  const pen = canvas.getContext('2d');
  const hue = Math.floor(Math.random() * 360);
  pen.fillStyle = `hsl(${hue} 45% 82%)`;
  pen.fillRect(0, 0, 640, 480);
  pen.fillStyle = `hsl(${hue} 30% 66%)`;
  pen.fillRect(0, 340, 640, 140);
  pen.fillStyle = '#b98d5b';
  pen.fillRect(200, 150, 240, 220);
  pen.fillStyle = '#a57a4a';
  pen.fillRect(300, 150, 40, 220);
  pen.strokeStyle = '#5a3d1c';
  pen.lineWidth = 5;
  pen.beginPath();
  pen.moveTo(215, 170);
  for (const step of [1, 2, 3, 4, 5]) pen.lineTo(215 + step * 34, 170 + Math.random() * 120);
  pen.stroke();
  return drawn(canvas, 'snapshot.jpg');
}

async function drawn(source, name) {
  const scale = Math.min(1, largest / Math.max(source.width, source.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(source.width * scale));
  canvas.height = Math.max(1, Math.round(source.height * scale));
  canvas.getContext('2d').drawImage(source, 0, 0, canvas.width, canvas.height);
  for (const quality of [0.85, 0.6, 0.35]) {
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality));
    const base64 = await asBase64(blob);
    if (base64.length > mostBase64) continue;
    const attachment = {
      kind: 'image',
      name: name.replace(/\.\w+$/, '') + '.jpg',
      mimeType: 'image/jpeg',
      base64,
    };
    return { attachment, url: URL.createObjectURL(blob) };
  }
  throw new Error('too large');
}

const asBase64 = (blob) =>
  new Promise((resolve) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(String(reader.result).replace(/^.*,/, '')));
    reader.readAsDataURL(blob);
  });
