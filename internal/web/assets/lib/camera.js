// camera reads QR codes from the video of the rear camera and hands each to
// scanned. It uses the browser's own detector, else jsQR.
import jsQR from "jsqr";

const EVERY = 150; // ms between looks

export async function camera(desk, scanned) {
  const panel = desk.querySelector("[data-scan-camera]");
  const toggle = desk.querySelector("[data-scan-toggle]");
  const video = desk.querySelector("[data-scan-video]");
  if (!navigator.mediaDevices?.getUserMedia) return;
  panel.hidden = false;

  const look = await reader(video);
  let stream;
  let timer;

  const stop = () => {
    clearTimeout(timer);
    stream?.getTracks().forEach((track) => track.stop());
    stream = undefined;
    delete panel.dataset.running;
    toggle.textContent = desk.dataset.start;
  };
  const step = async () => {
    const code = await look().catch(() => "");
    if (!stream) return;
    if (code) scanned(code);
    timer = setTimeout(step, EVERY);
  };
  const run = async () => {
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
      video.srcObject = stream;
      await video.play();
    } catch {
      stop();
      toggle.disabled = true;
      toggle.textContent = desk.dataset.nocamera;
      return;
    }
    panel.dataset.running = "";
    toggle.textContent = desk.dataset.stop;
    step();
  };

  toggle.addEventListener("click", () => (stream ? stop() : run()));
  // A camera left on behind a locked screen empties the battery.
  document.addEventListener("visibilitychange", () => document.hidden && stop());
}

async function reader(video) {
  if ("BarcodeDetector" in window && (await BarcodeDetector.getSupportedFormats()).includes("qr_code")) {
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    return async () => (await detector.detect(video))[0]?.rawValue ?? "";
  }
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  return async () => {
    if (!video.videoWidth) return "";
    // Smaller pictures are read faster and a badge still has enough dots.
    const scale = Math.min(1, 640 / video.videoWidth);
    canvas.width = video.videoWidth * scale;
    canvas.height = video.videoHeight * scale;
    context.drawImage(video, 0, 0, canvas.width, canvas.height);
    const image = context.getImageData(0, 0, canvas.width, canvas.height);
    return jsQR(image.data, image.width, image.height)?.data ?? "";
  };
}
