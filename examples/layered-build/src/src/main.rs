fn main() { println!("open"); }
