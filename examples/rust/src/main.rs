// SPDX-License-Identifier: BSD-2-Clause
//! A small complete VMM that runs its guest under a PMU policy, or not at all: `minivmm policy.bin`.
//!
//! What a VMM has to add for a policy stands in start(), and its order matters: check the blob,
//! probe, pick, create the VM, load, and only then create a vCPU. When a step fails, there is no
//! guest: minivmm says why in one line and exits with status 125.
use std::process::exit;

mod pmufilter;

const STATUS_NOT_STARTED: i32 = 125; // the guest did not run a single instruction

fn main() {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let outcome = match arguments.as_slice() {
        [path] => vmm::start(std::path::Path::new(path)),
        _ => Err("usage: minivmm policy.bin".into()),
    };
    match outcome {
        Ok(guest) => exit(guest.run()),
        Err(reason) => {
            eprintln!("minivmm: error: the guest is not started: {}", reason);
            exit(STATUS_NOT_STARTED);
        }
    }
}

#[cfg(target_arch = "x86_64")]
mod vmm {
    use super::pmufilter::{Choice, Host, Policy, GUEST_PMU_YES, MAX_BLOB_SIZE};
    use std::fs::{File, OpenOptions};
    use std::io::{self, Read, Write};
    use std::os::raw::{c_int, c_long, c_ulong, c_void};
    use std::os::unix::fs::OpenOptionsExt;
    use std::os::unix::io::{AsRawFd, FromRawFd, RawFd};
    use std::path::Path;

    const MEMORY_SIZE: usize = 0x3000; // bytes, from guest physical address 0
    const GUEST_CODE: usize = 0x1000;
    const GUEST_TEXT: usize = 0x2000;
    const GUEST_PORT: u16 = 0x3f8; // where the guest writes, as to a serial port

    // Three pages that KVM needs for itself on Intel hosts, below 4 GiB and outside guest memory.
    const TSS_ADDRESS: usize = 0xfffb_d000;

    const TEXT: &[u8] = b"hello from the guest\n\0";

    // 16-bit code that writes the text to the port, byte by byte, and halts.
    const CODE: &[u8] = &[
        0xba, 0xf8, 0x03, // 1000: mov $0x3f8, %dx
        0xbe, 0x00, 0x20, // 1003: mov $0x2000, %si
        0xac, // 1006: lodsb
        0x84, 0xc0, // 1007: test %al, %al
        0x74, 0x03, // 1009: jz 100e
        0xee, // 100b: out %al, %dx
        0xeb, 0xf8, // 100c: jmp 1006
        0xf4, // 100e: hlt
    ];

    // <linux/kvm.h>
    const KVM_CREATE_VM: c_ulong = 0xae01;
    const KVM_GET_VCPU_MMAP_SIZE: c_ulong = 0xae04;
    const KVM_CREATE_VCPU: c_ulong = 0xae41;
    const KVM_SET_USER_MEMORY_REGION: c_ulong = 0x4020_ae46;
    const KVM_SET_TSS_ADDR: c_ulong = 0xae47;
    const KVM_RUN: c_ulong = 0xae80;
    const KVM_SET_REGS: c_ulong = 0x4090_ae82;
    const KVM_GET_SREGS: c_ulong = 0x8138_ae83;
    const KVM_SET_SREGS: c_ulong = 0x4138_ae84;
    const KVM_EXIT_IO: u32 = 2;
    const KVM_EXIT_HLT: u32 = 5;
    const KVM_EXIT_IO_OUT: u8 = 1;

    // <sys/mman.h>, <fcntl.h>, <errno.h>
    const PROT_READ_WRITE: c_int = 3;
    const MAP_SHARED: c_int = 1;
    const MAP_ANONYMOUS: c_int = 0x20;
    const O_NONBLOCK: i32 = 0o4000;

    extern "C" {
        fn ioctl(fd: c_int, request: c_ulong, ...) -> c_int;
        fn mmap(
            address: *mut c_void,
            size: usize,
            protection: c_int,
            flags: c_int,
            fd: c_int,
            offset: c_long,
        ) -> *mut c_void;
    }

    #[repr(C)]
    struct MemoryRegion {
        slot: u32,
        flags: u32,
        guest_address: u64,
        size: u64,
        address: u64,
    }

    #[repr(C)]
    #[derive(Default)]
    struct Registers {
        general: [u64; 16],
        rip: u64,
        rflags: u64,
    }

    #[repr(C)]
    struct SpecialRegisters {
        cs_base: u64,
        cs_limit: u32,
        cs_selector: u16,
        others: [u8; 298],
    }

    /// The head of struct kvm_run, in which KVM tells why the guest stopped.
    #[repr(C)]
    struct Run {
        request: [u8; 8],
        exit_reason: u32,
        others: [u8; 20],
        direction: u8,
        size: u8,
        port: u16,
        count: u32,
        data_offset: u64,
    }

    /// A VM with one vCPU, about to run.
    pub struct Guest {
        _vm: File,
        vcpu: File,
        run: *const Run,
    }

    /// Without the number that the standard library puts behind it.
    fn reason(error: io::Error) -> String {
        let text = error.to_string();
        text.split(" (os error").next().unwrap_or_default().to_string()
    }

    fn last_reason() -> String {
        reason(io::Error::last_os_error())
    }

    fn kvm(fd: RawFd, request: c_ulong, argument: usize, what: &str) -> Result<c_int, String> {
        match unsafe { ioctl(fd, request, argument) } {
            status if status >= 0 => Ok(status),
            _ => Err(format!("{}: {}", what, last_reason())),
        }
    }

    fn kvm_fd(fd: RawFd, request: c_ulong, what: &str) -> Result<File, String> {
        kvm(fd, request, 0, what).map(|fd| unsafe { File::from_raw_fd(fd) })
    }

    fn map(size: usize, flags: c_int, fd: RawFd) -> Result<*mut u8, String> {
        let memory = unsafe { mmap(std::ptr::null_mut(), size, PROT_READ_WRITE, flags, fd, 0) };
        match memory as isize {
            -1 => Err(format!("cannot map memory: {}", last_reason())),
            _ => Ok(memory.cast()),
        }
    }

    /// The blob goes into memory that only this process can write. Mapping the file would not do:
    /// its content could change between the check and the load.
    fn read_policy(path: &Path) -> Result<Policy, String> {
        let name = path.display();
        let explain = |error| format!("{}: {}", name, reason(error));
        let mut options = OpenOptions::new();
        let file = options.read(true).custom_flags(O_NONBLOCK).open(path).map_err(explain)?;
        let mut blob = Vec::new();
        if !file.metadata().map_err(explain)?.is_file() {
            return Err(format!("{}: not a regular file", name));
        }
        let mut limited = file.take(MAX_BLOB_SIZE as u64 + 1);
        limited.read_to_end(&mut blob).map_err(explain)?;
        Policy::check(blob).map_err(|error| format!("{}: {}", name, error))
    }

    /// One filter serves the whole VM. KVM takes it from the process that created the VM and from
    /// no other, and a vCPU that runs before it is there counts what it likes.
    fn load_policy(vm: &File, policy: &Policy, choice: &Choice) -> Result<(), String> {
        match policy.load_vm(vm.as_raw_fd(), choice) {
            Ok(_) => Ok(()),
            Err(error) => {
                let sentence = error.sentence();
                Err(format!("{} ({})", sentence, error.os_error.map_or_else(String::new, reason)))
            }
        }
    }

    /// So that it can be found out later what a guest was started under.
    fn log_policy(policy: &Policy, choice: &Choice, host: &Host) {
        eprintln!(
            "minivmm: loaded policy '{}', CRC-32C {:08x}, section {}, alternative {}",
            policy.name(),
            policy.checksum(),
            choice.section,
            choice.alternative
        );
        if host.guest_pmu != GUEST_PMU_YES {
            eprintln!("minivmm: the guest may have no vPMU: then the policy means nothing");
        }
    }

    fn add_memory(vm: &File) -> Result<(), String> {
        let memory = map(MEMORY_SIZE, MAP_SHARED | MAP_ANONYMOUS, -1)?;
        unsafe {
            let bytes = std::slice::from_raw_parts_mut(memory, MEMORY_SIZE);
            bytes[GUEST_CODE..][..CODE.len()].copy_from_slice(CODE);
            bytes[GUEST_TEXT..][..TEXT.len()].copy_from_slice(TEXT);
        }
        let region = MemoryRegion {
            slot: 0,
            flags: 0,
            guest_address: 0,
            size: MEMORY_SIZE as u64,
            address: memory as u64,
        };
        let what = "cannot give it memory";
        kvm(vm.as_raw_fd(), KVM_SET_TSS_ADDR, TSS_ADDRESS, what)?;
        let region = &region as *const MemoryRegion as usize;
        kvm(vm.as_raw_fd(), KVM_SET_USER_MEMORY_REGION, region, what)?;
        Ok(())
    }

    /// A vCPU in real mode, all segments at 0, about to run the code.
    fn add_vcpu(vm: &File) -> Result<File, String> {
        let vcpu = kvm_fd(vm.as_raw_fd(), KVM_CREATE_VCPU, "cannot create its vCPU")?;
        let registers = Registers { rip: GUEST_CODE as u64, rflags: 2, ..Default::default() };
        let mut special: SpecialRegisters = unsafe { std::mem::zeroed() };
        let what = "cannot set its registers";
        let address = &mut special as *mut SpecialRegisters as usize;
        kvm(vcpu.as_raw_fd(), KVM_GET_SREGS, address, what)?;
        special.cs_base = 0;
        special.cs_selector = 0;
        let address = &special as *const SpecialRegisters as usize;
        kvm(vcpu.as_raw_fd(), KVM_SET_SREGS, address, what)?;
        let address = &registers as *const Registers as usize;
        kvm(vcpu.as_raw_fd(), KVM_SET_REGS, address, what)?;
        Ok(vcpu)
    }

    pub fn start(policy_path: &Path) -> Result<Guest, String> {
        let policy = read_policy(policy_path)?;
        let kvm_file = OpenOptions::new().read(true).write(true).open("/dev/kvm");
        let device = kvm_file.map_err(|error| format!("/dev/kvm: {}", reason(error)))?;
        let host = Host::probe(device.as_raw_fd())
            .map_err(|error| format!("cannot probe the host: {}", error))?;
        let choice = policy.pick(&host).map_err(|error| error.to_string())?;
        let vm = kvm_fd(device.as_raw_fd(), KVM_CREATE_VM, "cannot create a VM")?;
        load_policy(&vm, &policy, &choice)?;
        log_policy(&policy, &choice, &host);
        add_memory(&vm)?;
        let vcpu = add_vcpu(&vm)?;
        let what = "cannot map its vCPU";
        let size = kvm(device.as_raw_fd(), KVM_GET_VCPU_MMAP_SIZE, 0, what)?;
        let run = map(size as usize, MAP_SHARED, vcpu.as_raw_fd())?.cast();
        Ok(Guest { _vm: vm, vcpu, run })
    }

    impl Guest {
        /// From here on the guest runs, and the exit status is no longer 125.
        pub fn run(&self) -> i32 {
            loop {
                if unsafe { ioctl(self.vcpu.as_raw_fd(), KVM_RUN, 0) } != 0 {
                    let error = io::Error::last_os_error();
                    if error.kind() == io::ErrorKind::Interrupted {
                        continue;
                    }
                    eprintln!("minivmm: error: KVM_RUN: {}", reason(error));
                    return 1;
                }
                let run = unsafe { std::ptr::read_volatile(self.run) };
                if run.exit_reason == KVM_EXIT_HLT {
                    return 0;
                }
                if run.exit_reason != KVM_EXIT_IO
                    || run.direction != KVM_EXIT_IO_OUT
                    || run.port != GUEST_PORT
                {
                    eprintln!("minivmm: error: unexpected exit {}", run.exit_reason);
                    return 1;
                }
                let size = usize::from(run.size) * run.count as usize;
                let data = unsafe {
                    let start = self.run.cast::<u8>().add(run.data_offset as usize);
                    std::slice::from_raw_parts(start, size)
                };
                if io::stdout().write_all(data).is_err() {
                    return 1;
                }
            }
        }
    }
}

#[cfg(not(target_arch = "x86_64"))]
mod vmm {
    pub struct Guest;

    pub fn start(policy_path: &std::path::Path) -> Result<Guest, String> {
        Err(format!(
            "{}: this example is for x86; on arm64 a policy is loaded through a vCPU",
            policy_path.display()
        ))
    }

    impl Guest {
        pub fn run(&self) -> i32 {
            1
        }
    }
}
