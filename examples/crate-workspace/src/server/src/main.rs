fn main() { println!("{}", wire::greeting()); }
