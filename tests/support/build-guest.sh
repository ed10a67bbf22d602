#!/bin/bash
# Builds a guest of a few megabytes out of Debian packages: the kernel for clouds, and busybox. What it finds is printed on
# the serial console, on lines that begin with GUEST; it obeys the power button.
# usage: build-guest.sh FOLDER   leaves FOLDER/vmlinuz and FOLDER/initrd.gz; done once, as long as the folder stays
set -eu
mkdir -p "$1"
out=$(cd "$1" && pwd)
[ -s "$out/initrd.gz" ] && exit 0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
package=$(apt-cache depends linux-image-cloud-amd64 | sed -n 's/.*Depends: //p' | head -1)
apt-get download -q "$package" >/dev/null
dpkg-deb -x linux-image-*.deb kernel
release=$(basename kernel/lib/modules/*)
mkdir -p root/{bin,sbin,dev,proc,sys,mnt,modules,etc/acpi/PWRF,var/run,var/log,tmp}
cp "$(command -v busybox)" root/bin/busybox
for applet in sh mount umount insmod cat ls echo sleep sed tr dd poweroff setsid cttyhack acpid head; do
  ln -s busybox "root/bin/$applet"
done
for module in virtio/virtio virtio/virtio_ring virtio/virtio_pci_legacy_dev virtio/virtio_pci_modern_dev \
  virtio/virtio_pci block/virtio_blk core/failover net/net_failover net/virtio_net cdrom/cdrom isofs/isofs \
  acpi/button input/evdev; do
  file=$(find "kernel/lib/modules/$release" -path "*/$module.ko*" | head -1)
  [ -n "$file" ] || continue
  cp "$file" root/modules/
  echo "/modules/$(basename "$file")" >>root/modules/order
done
cat >root/init <<'INIT'
#!/bin/sh
export PATH=/bin
mount -t devtmpfs dev /dev
mount -t proc proc /proc
mount -t sysfs sys /sys
# they need each other in some order
for pass in 1 2 3 4; do
  while read -r module; do insmod "$module" 2>/dev/null; done </modules/order
done
for nic in /sys/class/net/*; do echo "GUEST nic ${nic##*/} $(cat "$nic/address")"; done
for disk in /sys/block/vd*; do
  echo "GUEST disk ${disk##*/} $(($(cat "$disk/size") / 2048)) MB ro=$(cat "$disk/ro")"
  if mount -t iso9660 -o ro "/dev/${disk##*/}" /mnt 2>/dev/null; then
    for file in /mnt/*; do echo "GUEST seed ${file##*/} $(tr -d '\n' <"$file")"; done
    umount /mnt
  fi
done
echo "GUEST memory $(($(sed -n 's/MemTotal: *\([0-9]*\).*/\1/p' /proc/meminfo) / 1024)) MB"
echo "written by the guest" | dd of=/dev/vda conv=fsync 2>/dev/null
acpid 2>/dev/null
echo "GUEST ready"
while :; do setsid cttyhack sh -i; sleep 1; done
INIT
printf '#!/bin/sh\n/bin/echo "GUEST power button" >/dev/console\nexec /bin/busybox poweroff -f\n' >root/etc/acpi/PWRF/00000080
chmod 755 root/init root/etc/acpi/PWRF/00000080
(cd root && find . | cpio -o -H newc --quiet --owner=0:0 | gzip -9) >"$out/initrd.part"
cp "kernel/boot/vmlinuz-$release" "$out/vmlinuz"
mv "$out/initrd.part" "$out/initrd.gz"
