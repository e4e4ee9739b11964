// What the film of the demo shows at a second: the fire triangle comes together, burns, and goes out.
"use strict";

const canvas = document.getElementById("film");
const ink = canvas.getContext("2d");
const SIDES = [
  { name: "Fuel", from: [330, 400], to: [630, 400], at: [480, 446], color: "#3451b2", begins: 0.5 },
  { name: "Heat", from: [330, 400], to: [480, 140], at: [330, 262], color: "#b97a0c", begins: 1.5 },
  { name: "Oxygen", from: [630, 400], to: [480, 140], at: [648, 262], color: "#2d8a58", begins: 2.5 },
];
const LIT = 3.5;
const TAKEN = 6;

const ease = (part) => { const x = Math.min(1, Math.max(0, part)); return x * x * (3 - 2 * x); };

function words(text, x, y, size, color) {
  ink.font = `600 ${size}px Film, sans-serif`;
  ink.textAlign = "center";
  ink.fillStyle = color;
  ink.fillText(text, x, y);
}

function side(each, second) {
  const drawn = ease((second - each.begins) / 0.8);
  const away = each.name === "Heat" ? ease((second - TAKEN) / 0.8) : 0;
  ink.save();
  ink.globalAlpha = 1 - away;
  ink.translate(-90 * away, -40 * away);
  ink.strokeStyle = each.color;
  ink.lineWidth = 14;
  ink.lineCap = "round";
  if (drawn > 0) {
    ink.beginPath();
    ink.moveTo(...each.from);
    ink.lineTo(each.from[0] + (each.to[0] - each.from[0]) * drawn, each.from[1] + (each.to[1] - each.from[1]) * drawn);
    ink.stroke();
    ink.globalAlpha *= drawn;
    words(each.name, ...each.at, 28, "#1a1d24");
  }
  ink.restore();
}

function flame(second) {
  const size = ease((second - LIT) / 0.6) * (1 - ease((second - TAKEN - 0.4) / 0.6));
  if (size === 0) {
    return;
  }
  const sway = Math.sin(second * 9) * 5;
  for (const [scale, color] of [[1, "#c9343d"], [0.68, "#e58a1f"], [0.38, "#f7cf5f"]]) {
    const height = 130 * scale * size;
    const width = 46 * scale * size;
    ink.fillStyle = color;
    ink.beginPath();
    ink.moveTo(480 + sway, 375 - height);
    ink.bezierCurveTo(480 + width * 1.5, 375 - height * 0.4, 480 + width, 375, 480, 375);
    ink.bezierCurveTo(480 - width, 375, 480 - width * 1.5, 375 - height * 0.4, 480 + sway, 375 - height);
    ink.fill();
  }
}

function draw(second) {
  ink.fillStyle = "#f7f8fa";
  ink.fillRect(0, 0, canvas.width, canvas.height);
  words("How fires start", 480, 74, 36, "#1a1d24");
  flame(second);
  SIDES.forEach((each) => side(each, second));
}
