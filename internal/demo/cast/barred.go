package cast

import (
	"slices"
	"strings"

	"counterpart/internal/names"
)

// figures are names of public figures that the lists could make by chance. They are compared without marks and in any
// order of words; a longer name that holds all words of one is barred too.
var figures = func() [][]string {
	var out [][]string
	for _, name := range strings.Split(`Imran Khan, Arif Alvi, Asif Ali Zardari, Salman Khan, Aamir Khan, Kamal Hossain, Sheikh Hasina, Narendra Modi,
		Rajnath Singh, Manmohan Singh, Amit Shah, Sunita Williams, Ram Nath Kovind, Prakash Singh Badal, Deepak Chopra, Rohit Sharma,
		Aung San, Aung San Suu Kyi, Min Aung Hlaing, Thant, Win Myint, Htin Kyaw, Soe Win, Tin Aung Myint, Ne Win, Khin Nyunt, Khin Kyi,
		Kim Jong Un, Kim Jong Il, Kim Il Sung, Kim Yo Jong, Kim Yong Nam, Kim Yong Chol, Ri Yong Ho, Ri Son Gwon, Choe Son Hui, Choe Ryong Hae,
		Pak Pong Ju, Kim Tok Hun, Han Duck-soo, Lee Jae-myung, Moon Jae-in, Park Geun-hye, Yoon Suk Yeol, Kim Dae-jung, Kim Young-sam, Kim Min-ho,
		Song Min-ho, Lee Min-ho, Jung Ho-yeon, Cho Tae-yul, Chung Eui-yong, Kang Kyung-wha, Park Ji-sung, Kim Yu-na, Kim Hyun-jong, Lee Young-ae,
		Xi Jinping, Li Qiang, Li Keqiang, Wang Yi, Wang Qishan, Zhao Leji, Wang Huning, Li Peng, Zhou Enlai, Sun Chunlan, Yang Jiechi, Hu Chunhua,
		Guo Wengui, Zhang Jun, Lin Biao, Liu He, Chen Min, Wang Xiaohong, Yang Xiaoping, Deng Xiaoping, Li Xiaolin, Liu Xiaoming, Liu Jianchao,
		Chan Man Kwok, Leung Chun Ying, Lam Siu Ping, Lee Ka Shing, Lee Ka Chiu, Chan Mo Po, Ho Iat Seng, Ho On Hau, Leung Chiu Wai, Chow Yun Fat,
		Lau Tak Wah, Chan Kong Sang, Lee Kuan Yew, Lee Hsien Loong, Goh Chok Tong, Lim Boon Heng, Lim Boon Keng, Goh Boon Wan, Lim Kit Siang,
		Ong Teng Cheong, Ong Eng Guan, Ng Eng Hen, Lee Boon Yang, Tan Chee Meng, Tan Cheng Bock, Teo Chee Hean, Chan Chun Sing, Tan Kah Kee, Yeo Yong Boon,
		Shinzo Abe, Yasuo Fukuda, Takeo Fukuda, Masayoshi Ota, Naoki Inoue, Hiroshi Yamamoto, Kenji Goto, Yukiya Amano, Daisuke Matsumoto, Akira Matsumoto,
		Nguyễn Văn Linh, Nguyễn Xuân Phúc, Trần Đức Lương, Nguyễn Minh Triết, Lê Đức Anh, Trần Quốc Vượng, Phạm Minh Chính, Võ Văn Thưởng, Tô Lâm,
		Nguyễn Văn Hùng, Phan Văn Giang, Bùi Thanh Sơn, Lê Minh Hưng, Lê Thành Long, Trần Thanh Mẫn, Nguyễn Hòa Bình, Trần Hồng Hà, Nguyễn Thị Bình,
		Nguyễn Văn Thành, Đỗ Văn Chiến, Lê Hoài Trung, Hồ Đức Phớc, Nguyễn Hồng Diên, Phan Văn Khải, Võ Văn Dũng, Trần Tuấn Anh,
		Joko Widodo, Joko Susilo, Joko Anwar, Sri Mulyani, Ahmad Yani, Ahmad Dhani, Yusuf Kalla, Agus Salim, Budi Gunawan, Budi Santoso, Budi Hartono,
		Sri Susanto, Agus Santoso, Rudi Hartono, Bambang Susanto, Bambang Pamungkas, Susi Susanti, Andi Wijaya, Adi Putra, Hendra Setiawan, Putri Lestari,
		Tuti Kusuma, Siti Hartinah, Dian Sastro, Wahyu Setiawan, Indra Wijaya, Hendra Gunawan, Teguh Santosa, Rizki Pratama, Dewi Lestari, Indra Lesmana,
		Ismail bin Abdullah, Siti Nurhaliza, Mahathir Mohamad, Hisham Hussein, Idris bin Yusof, Ahmad bin Zahid, Zulkifli bin Hassan, Hassan bin Yahya,
		Prayut Chan-o-cha, Suthep Thaugsuban, Prawit Wongsuwan, Wichai Srivaddhanaprabha, Anutin, Kim Sok, Sam Rainsy, Kem Sokha, Hun Sen, Sok Chenda, Sok An,
		Sam Bopha, Prak Sokhonn, Prak Sokha, Sar Kheng, Sok Sambath, Chea Vichea, Chea Dara, Chea Samnang,
		Ferdinand Marcos, Mar Roxas, Rosa Rosal, Jose Rizal, Jose Ramos, Eduardo Ramos, Jose Reyes, Jose Garcia, Ramon Magsaysay, Antonio Luna, Felipe Torres,
		Danilo Lim, Liza Soberano, Angelica Panganiban, Cristina Reyes, Ana Santos, Maria Teresa Cruz, Maria Santos, Jennifer Garcia, Mario Castro,
		Ranil Wickremesinghe, Maithripala Sirisena, Sarath Fonseka, Anura Kumara Dissanayake, Chandrika Kumaratunga, Chandrika Bandaranaike, Dinesh Gunawardena,
		Lasantha Wickrematunge, Nimal Siripala de Silva, Kamal Gunaratne, Mohamed Nasheed, Ibrahim Mohamed Solih, Ahmed Adeeb, Mohamed Waheed, Abdulla Shahid,
		Mohamed Muizzu, Ali Waheed, Hassan Saeed, Mohamed Jameel, Abdulla Yameen, Bashar, Saddam Hussein, Hamid Karzai, Ashraf Ghani, Reza Pahlavi, Amir Abdollahian,
		Hossein Amir, Saeed Jalili, Javad Zarif, Majid Majidi, Hamid Rasaei, Mohammad Hosseini, Hosseini Hossein, Mehdi Karroubi, Hamid Mousavi, Fatemeh Hashemi,
		Ali Khamenei, Nasser Kanaan, Jamal Barakat, Ahmad Yasin, Samir Jaber, Fawzia Koofi, Mirwais Azizi, Habib Faizi, Ali Babacan, Mustafa Kemal, Kemal Derviş,
		Ahmet Kaya, Selin Yıldız, Ali Koç, Mustafa Koç, Emine Şahin, Ali Kılıç, Kemal Kılıçdaroğlu, Yaşar Kemal, Onur Öymen,
		John Howard, John Key, Helen Clark, David Cameron, Robert Menzies, Paul Evans, Peter Robinson, James Brown, James Taylor, Michael Jones, David Jones,
		Mark Taylor, Michael Palmer, Geoffrey Palmer, Robert Palmer, Simon Harris, Ed Davey, Edward Davies, Kate Green, Emma Thompson, Emma Roberts, Julia Roberts, Grace Jones,
		Naomi Campbell, Stephen Harper, Richard Harris, Thomas Baker, James Baker, Daniel Andrews, Hugh White, Mary Robinson, Michael Collins, Will Smith, Adam Smith,
		Simon Wright, Philip Hammond, Rachel Reeves, David Lewis, Mark Evans, Victoria Beckham, Amy Adams, Lewis Hamilton, Margaret Thatcher, Jacinda Ardern,
		John Smith, Jean Dupont, Jean Martin, François Hollande, Nicolas Sarkozy, Philippe Martin, Michel Bernard, Laurent Fabius, Hugo Richard, Claire Martin,
		Thomas Müller, Gerd Müller, Michael Wagner, Peter Müller, Sabine Fischer, Claudia Roth, Stefan Meyer, Sebastian Koch, Klaus Richter, Franziska Weber, Thomas Klein,
		Andreas Schwarz, Christian Lindner, Thomas Schneider, Michael Fischer, Anna Schmidt, Wolfgang Schmidt, Wolfgang Petersen, Robert Koch, Petra Müller, Franz Fischer,
		Mette Frederiksen, Lars Rasmussen, Magnus Berg, Lars Hansen, Anne Hansen, Jan Jansen, Jan Peeters, Wouter Bos, Marieke Lucas, Matteo Renzi, Matteo Ricci, Giovanni Conti,
		Marco Rossi, Paolo Conti, Giuseppe Conte, Roberto Colombo, Paolo Rossi, Andrea Russo, Alessandro Greco, Lech Kaczyński, Robert Lewandowski, Jan Kowalski, Anna Nowak,
		Marek Kowalski, Adam Nowak, Paweł Kowal, Victor Ponta, Maria Popescu, Ion Popescu, Dan Nistor, Simona Popescu, Alexandru Popescu, Sergei Ivanov, Igor Ivanov,
		Viktor Ivanov, Alexei Lebedev, Denis Popov, Pavel Volkov, Mikhail Popov, Alexei Morozov, Igor Morozov, Anna Kuznetsova, Svetlana Kuznetsova, Maria Petrova,
		Pedro Sánchez, Felipe González, Fernando Torres, Fernando Alonso, Pablo García, Rafael Moreno, Sergio García, Carlos Romero, David Jiménez, Manuel Martín,
		Sipho Khumalo, Thabo Molefe, Doctor Khumalo, Themba Dlamini, Lindiwe Zulu, Nkosazana Dlamini, Jackson Mthembu, Julius Nkosi, Benni McCarthy,
		David Rudisha, Emmanuel Ilunga, Daniel Kamau, Joseph Kabila, Charles Mwangi, Xanana Gusmão, José Ramos, Mário Soares, Manuel Belo, Carlos Ximenes, José Soares,
		Francisco Guterres, António Guterres, João Soares, Domingos Soares, Francisco da Costa, Peter O'Neill, James Marape, Michael Somare, Bill Skate,
		Sitiveni Rabuka, Josefa Tuilagi, Semi Radradra, Waisake Naholo, Waisea, Mosese Tuilagi, Manu Samoa, Sione Havili, Sione Latu, Tevita Fifita, Viliami Latu, Siosaia Vailahi,
		Viliami Vea, Sione Tonga, Moses Garae, Sato Kilman, Philip Boe, Moses Kaupa, David Adeang, Baron Waqa, Marcus Stephen, Russ Kun, Anote Tong, Taneti Maamau,
		Dorji Wangdi, Tshering Tobgay, Jigme Dorji, Jigme Namgay, Jigme Thinley, Jigme Singye, Sonam Dorji, Ugyen Dorji, Ugyen Wangdi, Kinley Dorji, Sangay Ngedup, Karma Phuntsho,
		Krishna Prasad, Ram Thapa, Gagan Thapa, Ram Sharma, Rabindra Adhikari, Rabindra Mishra, Binod Chaudhary, Santosh Thapa, Devi Bhandari, Narayan Khadka, Bishnu Poudel, Gokul Baskota,
		Dipak Rai, Suman Pandey, Rajendra Shrestha, Santosh Subedi, Narayan Gopal, Laxmi Poudel, Saiful Islam, Nazrul Islam, Mahbub Alam, Anwar Hossain, Imran Ahmed, Shahin Alam,
		Masud Rana, Anwar Islam, Tanvir Islam, Abdul Karim, Abdul Khan, Abdul Hamid, Faruk Ahmed, Habibur Rahman, Mizanur Rahman, Kamal Uddin, Kamal Ahmed, Jahangir Alam, Shafiqul Islam,
		Rashid Khan, Shahid Khan, Junaid Khan, Fatima Bhutto, Bilal Bhutto, Tariq Malik, Rehman Malik, Asma Jahangir, Shahid Javed, Khalid Mahmood, Javed Malik, Hina Khan, Maryam Khan,
		Saeed Ahmed, Junaid Jamshed, Yasir Shah, Imran Butt, Salman Butt, Faisal Iqbal, Asif Iqbal, Faisal Raza, Bushra Khan, Saima Malik, Uzma Khan, Farah Khan, Adnan Malik, Rashid Malik,
		Ganbold Davaagiin, Batbayar Nyamyn`, ",") {
		if words := strings.Fields(names.Fold(name)); len(words) > 1 {
			out = append(out, words)
		}
	}
	return out
}()

// byWord finds the figures that a word could belong to, by the first of their words.
var byWord = func() map[string][][]string {
	out := map[string][][]string{}
	for _, f := range figures {
		out[f[0]] = append(out[f[0]], f)
	}
	return out
}()

// barred tells a name that holds all words of a public figure's.
func barred(name string) bool {
	words := strings.Fields(names.Fold(name))
	for _, w := range words {
		for _, figure := range byWord[w] {
			if !slices.ContainsFunc(figure, func(part string) bool { return !slices.Contains(words, part) }) {
				return true
			}
		}
	}
	return false
}
